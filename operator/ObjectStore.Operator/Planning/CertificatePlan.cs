using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Foreign;

namespace ObjectStore.Operator.Planning;

/// <summary>The certificate that cert-manager is asked for. Pure.</summary>
/// <param name="Store">The store, with its uid.</param>
/// <param name="Hosts">Names under which clients reach it.</param>
internal sealed record CertificatePlan(V1Alpha1ObjectStore Store, IReadOnlyList<string> Hosts)
{
    private const int KeyBits = 256;

    /// <summary>It, or null where the spec asks for none.</summary>
    public V1Certificate? Certificate() => Store.Spec!.Gateway.Tls?.CertManager is not { } asked ? null : new V1Certificate
    {
        Metadata = PodParts.OwnedMeta(PlanNames.EndpointCertificate(Store.Metadata.Name!), Store, PlanLabels.OfStore(Store.Metadata.Name!, PlanLabels.Gateway)),
        Spec = new V1CertificateSpec
        {
            SecretName = PlanNames.EndpointCertificate(Store.Metadata.Name!),
            IssuerRef = new V1CertificateIssuer { Name = asked.IssuerRef.Name, Kind = asked.IssuerRef.Kind, Group = asked.IssuerRef.Group },
            DnsNames = asked.DnsNames ?? Hosts,
            Duration = asked.Duration,
            Usages = ["digital signature", "key encipherment", "server auth"],
            PrivateKey = new V1CertificatePrivateKey { Algorithm = "ECDSA", Size = KeyBits, RotationPolicy = "Always" },
        },
    };
}
