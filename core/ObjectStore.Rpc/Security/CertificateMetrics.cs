using System.Diagnostics.Metrics;

namespace ObjectStore.Rpc.Security;

/// <summary>Tells when the certificate of this process ends, so that one that is not renewed is noticed in time.</summary>
internal static class CertificateMetrics
{
    private const string MeterName = "ObjectStore.Rpc";

    /// <summary>Observes a source for as long as the factory lives.</summary>
    public static void Observe(IMeterFactory meters, CertificateSource source) => _ = meters.Create(MeterName).CreateObservableGauge(
        "objectstore.rpc.certificate.expires", () => (double)source.NotAfter.ToUnixTimeSeconds(), "s", "When the certificate for calls between processes ends, in seconds since 1970.");
}
