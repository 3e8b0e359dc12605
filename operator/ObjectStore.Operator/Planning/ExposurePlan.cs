using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Foreign;

namespace ObjectStore.Operator.Planning;

/// <summary>What scales gateways, and lets requests from outside in, where that is asked for. Pure.</summary>
/// <param name="Store">The store, with its uid.</param>
internal sealed record ExposurePlan(V1Alpha1ObjectStore Store)
{
    private const string NoTimeout = "0s";

    private string Name => PlanNames.Gateway(Store.Metadata.Name!);

    private Dictionary<string, string> Labels => PlanLabels.OfStore(Store.Metadata.Name!, PlanLabels.Gateway);

    private GatewaySpec Gateway => Store.Spec!.Gateway;

    /// <summary>Scales the store, not its Deployment: the number of gateways stands in one place, and the operator follows it.</summary>
    public V2HorizontalPodAutoscaler? Autoscaler() => Gateway.Autoscaling is not { } autoscaling ? null : new V2HorizontalPodAutoscaler
    {
        Metadata = PodParts.OwnedMeta(Name, Store, Labels),
        Spec = new V2HorizontalPodAutoscalerSpec
        {
            ScaleTargetRef = new V2CrossVersionObjectReference { ApiVersion = Store.ApiVersion, Kind = Store.Kind, Name = Store.Metadata.Name! },
            MinReplicas = autoscaling.MinReplicas,
            MaxReplicas = autoscaling.MaxReplicas,
            Metrics =
            [
                new V2MetricSpec
                {
                    Type = "Resource",
                    Resource = new V2ResourceMetricSource { Name = "cpu", Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = autoscaling.TargetCpuPercent } },
                },
            ],
        },
    };

    /// <summary>The host name, and buckets as its subdomains; websites as those of their domains.</summary>
    public V1Ingress? Ingress()
    {
        if (Gateway.Ingress is not { } ingress || Gateway.Hostnames is not [var host, ..]) return null;
        string[] hosts = [host, $"*.{host}", .. (Gateway.WebsiteDomains ?? []).Select(static domain => $"*.{domain}")];
        return new V1Ingress
        {
            Metadata = PodParts.OwnedMeta(Name, Store, Labels) with { Annotations = ingress.Annotations },
            Spec = new V1IngressSpec
            {
                IngressClassName = ingress.ClassName,
                Tls = ingress.TlsSecretName is { } secret ? [new V1IngressTLS { Hosts = hosts, SecretName = secret }] : null,
                Rules = [.. hosts.Select(Rule)],
            },
        };
    }

    /// <summary>The same for the Gateway API. Requests may take as long as they like: an upload of terabytes does.</summary>
    public V1HTTPRoute? Route() => Gateway.GatewayApi is not { } asked ? null : new V1HTTPRoute
    {
        Metadata = PodParts.OwnedMeta(Name, Store, Labels),
        Spec = new V1HTTPRouteSpec
        {
            ParentRefs = [.. asked.ParentRefs.Select(static parent => new V1RouteParent { Name = parent.Name, Namespace = parent.Namespace, SectionName = parent.SectionName })],
            Hostnames = RouteHosts(Gateway),
            Rules =
            [
                new V1HTTPRouteRule
                {
                    Matches = [new V1HTTPRouteMatch { Path = new V1HTTPRoutePath { Type = "PathPrefix", Value = "/" } }],
                    BackendRefs = [new V1HTTPRouteBackend { Name = Name, Port = PlanPaths.S3Port }],
                    Timeouts = new V1HTTPRouteTimeouts { Request = NoTimeout, BackendRequest = NoTimeout },
                },
            ],
        },
    };

    /// <summary>Hosts of the route.</summary>
    public static IReadOnlyList<string> RouteHosts(GatewaySpec gateway) => gateway.GatewayApi?.Hostnames ??
    [
        .. (gateway.Hostnames ?? []).SelectMany(static host => new[] { host, $"*.{host}" }), .. (gateway.WebsiteDomains ?? []).Select(static domain => $"*.{domain}"), .. gateway.WebsiteHosts ?? [],
    ];

    private V1IngressRule Rule(string host) => new()
    {
        Host = host,
        Http = new V1HTTPIngressRuleValue
        {
            Paths =
            [
                new V1HTTPIngressPath
                {
                    Path = "/",
                    PathType = "Prefix",
                    Backend = new V1IngressBackend { Service = new V1IngressServiceBackend { Name = Name, Port = new V1ServiceBackendPort { Name = "s3" } } },
                },
            ],
        },
    };
}
