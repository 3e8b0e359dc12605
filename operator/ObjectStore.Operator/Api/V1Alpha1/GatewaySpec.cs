using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The processes that speak S3.</summary>
public sealed record GatewaySpec
{
    /// <summary>How many gateways. Left alone while autoscaling is set.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Lets the number of gateways follow their CPU time.</summary>
    public GatewayAutoscaling? Autoscaling { get; init; }

    /// <summary>CPU and memory of a gateway.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Names under which clients reach the store. Buckets are served as subdomains of them, too.</summary>
    public IReadOnlyList<string>? Hostnames { get; init; }

    /// <summary>The Service in front of the gateways.</summary>
    public GatewayService Service { get; init; } = new();

    /// <summary>An Ingress for the hostnames.</summary>
    public GatewayIngress? Ingress { get; init; }

    /// <summary>An HTTPRoute of the Gateway API for the hostnames.</summary>
    public GatewayRoute? Route { get; init; }

    /// <summary>The certificate that gateways show. Without it one that the operator signs.</summary>
    public GatewayTls? Tls { get; init; }
}
