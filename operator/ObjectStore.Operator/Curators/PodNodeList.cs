using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ObjectStore.CuratorHost;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Curators;

/// <summary>The storage nodes of a store: the pods of its pools that have an address. A pod that is not ready is listed, too; the curator judges for itself.</summary>
internal sealed class PodNodeList(IEntityCache<V1Pod> pods, string @namespace, IReadOnlyList<string> pools) : INodeList
{
    private IReadOnlyList<Uri> _addresses = [];

    /// <inheritdoc />
    public IReadOnlyList<Uri> Read()
    {
        // Before the first list is in, no pod would mean no nodes.
        if (pods.HasSynced) _addresses = [.. pods.List().Where(IsNode).Select(static pod => AddressOf(pod.Status!.PodIP!)).OfType<Uri>().Distinct().OrderBy(static uri => uri.AbsoluteUri, StringComparer.Ordinal)];
        return _addresses;
    }

    private static Uri? AddressOf(string ip)
    {
        if (!IPAddress.TryParse(ip, out var address)) return null;
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{host}:{PlanPaths.NodePort}"));
    }

    private bool IsNode(V1Pod pod) =>
        pod.Metadata.Namespace == @namespace
        && pod.Metadata.Labels is { } labels
        && labels.GetValueOrDefault(PlanLabels.Pool) is { } pool && pools.Contains(pool)
        && labels.GetValueOrDefault(PlanLabels.Component) == PlanLabels.Node
        && pod.Status is { PodIP.Length: > 0, Phase: not ("Succeeded" or "Failed") };
}
