using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The processes that speak S3.</summary>
public sealed record GatewaySpec
{
    /// <summary>How many gateways.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>CPU and memory of a gateway.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Memory of each gateway for what is read often, at most a quarter of what the container may use; 0 for none.</summary>
    public long ReadCacheBytes { get; init; } = 134_217_728;

    /// <summary>Whether objects are compressed when they are written into buckets for which nothing is set.</summary>
    public bool Compression { get; init; }

    /// <summary>Name under which clients reach the store. Buckets are served as subdomains of it, too.</summary>
    public IReadOnlyList<string>? Hostnames { get; init; }

    /// <summary>Domains whose subdomains are the websites of buckets. Not those of hostnames.</summary>
    public IReadOnlyList<string>? WebsiteDomains { get; init; }

    /// <summary>Hosts that are the website of the bucket of the same name; *.example.com means all below example.com. Who creates a bucket of such a name gets the host.</summary>
    public IReadOnlyList<string>? WebsiteHosts { get; init; }

    /// <summary>The Service in front of the gateways.</summary>
    public GatewayService Service { get; init; } = new();

    /// <summary>The certificate that gateways show, one of three kinds. Without it clients speak plain HTTP: their requests are signed, but not encrypted.</summary>
    public GatewayTls? Tls { get; init; }

    /// <summary>Scales gateways by their CPU: a HorizontalPodAutoscaler changes replicas. Needs a metrics server, and a request for CPU in resources.</summary>
    public GatewayAutoscaling? Autoscaling { get; init; }

    /// <summary>An Ingress for hostnames, with a wildcard for buckets as subdomains, and for websiteDomains.</summary>
    public GatewayIngress? Ingress { get; init; }

    /// <summary>An HTTPRoute of the Gateway API to the gateways' Service, for hostnames and a wildcard for buckets as subdomains. Needs release 1.2 of that API or later.</summary>
    public GatewayApiRoute? GatewayApi { get; init; }
}
