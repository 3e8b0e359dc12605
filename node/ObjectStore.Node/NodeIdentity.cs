using System.Net;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Node;

/// <summary>Who the node is, from settings or from the files that they name. Immutable.</summary>
internal sealed class NodeIdentity
{
    /// <summary>Reads the files.</summary>
    /// <exception cref="SettingsException">One cannot be read or does not hold what it should.</exception>
    public NodeIdentity(IOptions<NodeOptions> options)
    {
        var settings = options.Value;
        Name = new NodeName(FileSetting.Read(settings.Name, settings.NameFile));
        Zone = new ZoneName(FileSetting.Read(settings.Zone, settings.ZoneFile));
        var cluster = FileSetting.Read(settings.Cluster, settings.ClusterFile);
        Cluster = Guid.TryParseExact(cluster, "D", out var id) ? id : throw new SettingsException($"'{cluster}' in {settings.ClusterFile} is not a cluster's identity.");
        PayloadPort = settings.PayloadEndpoint.Length > 0 ? IPEndPoint.Parse(settings.PayloadEndpoint).Port : 0;
    }

    public NodeName Name { get; }

    public ZoneName Zone { get; }

    public Guid Cluster { get; }

    public int PayloadPort { get; }
}
