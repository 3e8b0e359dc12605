using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The processes that speak S3.</summary>
public sealed record GatewaySpec
{
    /// <summary>How many gateways.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>CPU and memory of a gateway.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Name under which clients reach the store. Buckets are served as subdomains of it, too.</summary>
    public IReadOnlyList<string>? Hostnames { get; init; }

    /// <summary>The Service in front of the gateways.</summary>
    public GatewayService Service { get; init; } = new();

    /// <summary>The certificate that gateways show, one of three kinds. Without it clients speak plain HTTP: their requests are signed, but not encrypted.</summary>
    public GatewayTls? Tls { get; init; }

    /// <summary>Scales gateways by their CPU: a HorizontalPodAutoscaler changes replicas. Needs a metrics server, and a request for CPU in resources.</summary>
    public GatewayAutoscaling? Autoscaling { get; init; }

    /// <summary>An Ingress for hostnames, with a wildcard for buckets as subdomains.</summary>
    public GatewayIngress? Ingress { get; init; }

    /// <summary>An HTTPRoute of the Gateway API to the gateways' Service, for hostnames and a wildcard for buckets as subdomains. Needs release 1.2 of that API or later.</summary>
    public GatewayApiRoute? GatewayApi { get; init; }
}
