using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Applying;

/// <summary>What the operator watches: its own kinds, what it made itself, and Kubernetes nodes. Pods and Secrets of others are never watched.</summary>
internal sealed class OwnedCaches(InformerFactory informers, IOptions<OperatorSettings> settings)
{
    /// <summary>What is watched of objects that the operator made.</summary>
    public static ListOptions OwnedIn(string? @namespace) => new() { Namespace = @namespace, LabelSelector = PlanLabels.OwnedSelector };

    /// <summary>Objects that the operator made.</summary>
    public IInformer<T> Owned<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => informers.Get<T>(OwnedIn(settings.Value.WatchNamespace));

    /// <summary>Custom resources of the namespaces that are watched.</summary>
    public IInformer<T> Resources<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => informers.Get<T>(new ListOptions { Namespace = settings.Value.WatchNamespace });

    /// <summary>Kubernetes nodes.</summary>
    public IInformer<V1Node> Nodes => informers.Get<V1Node>(ListOptions.All);
}
