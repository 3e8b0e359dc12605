using System.Globalization;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Stores;

/// <summary>What a store's status says. Pure.</summary>
internal static class StoreStatusPlan
{
    /// <summary>The status after a reconciliation.</summary>
    public static ObjectStoreStatus Of(V1Alpha1ObjectStore store, StoreOutcome outcome, string clusterDomain, DateTimeOffset now)
    {
        ConditionDraft[] drafts =
        [
            .. outcome.Problem is { } problem ? ConditionDraft.OfRefusal(problem) : Conditions(store.Spec!, outcome),
            .. outcome.Foreign,
            .. new[] { outcome.Destinations, outcome.Targets }.OfType<ConditionDraft>(),
        ];
        var conditions = ConditionList.Next(store.Status?.Conditions, drafts, store.Metadata.Generation, now);
        var engine = store.Spec!.Index switch { { Bundled: not null } => "bundled", { CloudNativePG: not null } => "cloudNativePG", _ => "postgres" };
        if (outcome.Problem is not null)
            return (store.Status ?? new ObjectStoreStatus()) with { ObservedGeneration = store.Metadata.Generation, Conditions = conditions, IndexEngine = engine };
        return new ObjectStoreStatus
        {
            ObservedGeneration = store.Metadata.Generation,
            Conditions = conditions,
            Gateway = new GatewayStatus
            {
                Replicas = outcome.Deployment?.Status?.Replicas ?? 0,
                ReadyReplicas = outcome.Deployment?.Status?.ReadyReplicas ?? 0,
                Selector = string.Join(',', PlanLabels.OfStore(store.Metadata.Name!, PlanLabels.Gateway).Select(static label => $"{label.Key}={label.Value}")),
            },
            Endpoints = new StoreEndpoints { Internal = InternalEndpoint(store, clusterDomain), External = External(store, outcome.Service) },
            StorageClasses = outcome.Pools is { Classes.Count: > 0 } pools ? pools.Classes : null,
            IndexEngine = engine,
            AdminSecretName = outcome.AdminSecret,
        };
    }

    /// <summary>Where clients in the cluster find the store.</summary>
    public static string InternalEndpoint(V1Alpha1ObjectStore store, string clusterDomain) =>
        string.Create(CultureInfo.InvariantCulture, $"{SchemeOf(store)}://{PlanNames.Gateway(store.Metadata.Name!)}.{store.Metadata.Namespace}.svc.{clusterDomain}:{PlanPaths.S3Port}");

    private static string SchemeOf(V1Alpha1ObjectStore store) => store.Spec!.Gateway.Tls is null ? "http" : "https";

    private static List<string>? External(V1Alpha1ObjectStore store, V1Service? service)
    {
        var gateway = store.Spec!.Gateway;
        var balanced = (service?.Status?.LoadBalancer?.Ingress ?? []).Select(static ingress => ingress.Hostname ?? ingress.Ip).OfType<string>();
        var named = SchemeOutside(gateway) is { } scheme ? HostsOutside(gateway).Select(host => $"{scheme}://{host}") : HostsOutside(gateway).Select(AtPort);
        List<string> all = [.. named, .. balanced.Select(AtPort)];
        return all.Count > 0 ? all : null;

        string AtPort(string host) => string.Create(CultureInfo.InvariantCulture, $"{SchemeOf(store)}://{host}:{PlanPaths.S3Port}");
    }

    /// <summary>What a route or an ingress speaks, through which host names are reached at the port that a scheme stands for; null where there is neither.</summary>
    private static string? SchemeOutside(GatewaySpec gateway) => gateway switch
    {
        { GatewayApi: { } route } => route.Scheme,
        { Ingress.TlsSecretName: not null } => "https",
        { Ingress: not null } => "http",
        _ => null,
    };

    private static IEnumerable<string> HostsOutside(GatewaySpec gateway) =>
        gateway.GatewayApi?.Hostnames is { } routed ? routed.Where(static host => !host.StartsWith('*')) : gateway.Hostnames ?? [];

    private static ConditionDraft[] Conditions(ObjectStoreSpec spec, StoreOutcome outcome)
    {
        var index = Index(outcome.Curator);
        var gateway = Gateway(spec, outcome.Deployment);
        var progressing = Progressing(outcome.Deployment);
        var ready = index.Holds != true ? index : gateway.Holds != true ? gateway : new ConditionDraft("", true, "Available", "The store answers.");
        return
        [
            ready with { Type = ConditionTypes.Ready, Holds = ready.Holds ?? false },
            Accepted(outcome.Pools),
            index,
            gateway,
            progressing,
        ];
    }

    private static ConditionDraft Accepted(StorePools? pools) => pools is { Kept.Count: > 0 }
        ? new(ConditionTypes.Accepted, false, "PoolHoldsData", $"The cluster map has pools that the spec does not name, and they stay: {string.Join(", ", pools.Kept.Select(static pool => pool.Metadata.Name))}.")
        : new(ConditionTypes.Accepted, true, "Accepted", "The spec is followed.");

    private static ConditionDraft Index(CuratorState curator) => curator.Phase switch
    {
        CuratorPhase.Open => new(ConditionTypes.IndexAvailable, true, "Open", "The catalog is open."),
        CuratorPhase.Failed => new(ConditionTypes.IndexAvailable, false, "IndexRefused", curator.Problem),
        CuratorPhase.Opening when curator.Problem.Length > 0 => new(ConditionTypes.IndexAvailable, false, "IndexUnavailable", curator.Problem),
        _ => new(ConditionTypes.IndexAvailable, null, "Opening", "The catalog is being opened."),
    };

    private static ConditionDraft Gateway(ObjectStoreSpec spec, V1Deployment? deployment)
    {
        var (ready, wanted) = (deployment?.Status?.ReadyReplicas ?? 0, spec.Gateway.Replicas);
        var text = string.Create(CultureInfo.InvariantCulture, $"{ready} of {wanted} gateways are ready.");
        if (wanted == 0) return new ConditionDraft(ConditionTypes.GatewayAvailable, false, "ScaledToZero", "No gateway is asked for.");
        return ready > 0 ? new(ConditionTypes.GatewayAvailable, true, "GatewaysReady", text) : new(ConditionTypes.GatewayAvailable, false, "NoGatewayReady", text);
    }

    private static ConditionDraft Progressing(V1Deployment? deployment)
    {
        var isDone = deployment is { Status: { } status } && status.ObservedGeneration == deployment.Metadata.Generation
            && status.UpdatedReplicas == deployment.Spec?.Replicas && status.Replicas == status.UpdatedReplicas && status.ReadyReplicas == status.Replicas;
        return isDone
            ? new(ConditionTypes.Progressing, false, "Complete", "All gateways are of the current spec.")
            : new(ConditionTypes.Progressing, true, "RollingOut", "Gateways are being started or replaced.");
    }
}
