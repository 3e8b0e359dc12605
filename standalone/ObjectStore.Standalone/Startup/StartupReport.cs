using System.Globalization;
using ObjectStore.Admin;
using ObjectStore.Core.Checksums;
using ObjectStore.Erasure;
using ObjectStore.Gateway.Options;
using ObjectStore.Identities;
using ObjectStore.Standalone.Storage;

namespace ObjectStore.Standalone.Startup;

/// <summary>What a developer wants to know when the process is up.</summary>
internal static class StartupReport
{
    /// <summary>Writes it to standard output.</summary>
    public static void Write(TextWriter output, GatewayOptions gateway, AdminOptions admin, StandaloneOptions standalone, StandaloneStore store, RootCredentials root)
    {
        var capacity = store.Devices.Sum(device => device.Status.FreeBytes) / (double)(1L << 30);
        output.WriteLine($"S3 endpoint   {(gateway.HasCertificate ? "https" : "http")}://{gateway.Endpoint}  region {gateway.Region}");
        output.WriteLine($"Admin         http://{admin.Endpoint}  (/metrics, /healthz, /readyz)");
        output.WriteLine(root.IsDefault
            ? $"Credentials   {root.Identity.AccessKey} / {root.Identity.SecretKey}  WARNING: everybody knows these; set {RootCredentials.AccessKeyVariable} and {RootCredentials.SecretKeyVariable}"
            : $"Credentials   {root.Identity.AccessKey} / (from {RootCredentials.SecretKeyVariable})");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Devices       {store.Devices.Count} in {standalone.Zones} zones under {Path.GetFullPath(standalone.DataDirectory)}, {capacity:F1} GiB free, profile {standalone.ErasureProfile}"));
        output.WriteLine($"Kernels       erasure coding {ErasureCodec.KernelName}, MD5 {Md5Scheduler.KernelName}");
        output.Flush();
    }
}
