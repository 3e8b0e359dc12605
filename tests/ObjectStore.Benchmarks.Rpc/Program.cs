using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Benchmarks.Rpc;
using ObjectStore.Rpc.Security;

// Usage: ObjectStore.Benchmarks.Rpc [plain] [tls] [--scale 0.25] [--way HTTP/1.1] [--payload 1048576]. Without a name both run.
var way = Array.IndexOf(args, "--way") is >= 0 and var wayAt ? args[wayAt + 1] : null;
int? payload = Array.IndexOf(args, "--payload") is >= 0 and var payloadAt ? int.Parse(args[payloadAt + 1], CultureInfo.InvariantCulture) : null;
var scale = Array.IndexOf(args, "--scale") is >= 0 and var at ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : 1;
var isAll = !args.Contains("plain") && !args.Contains("tls");
if (isAll || args.Contains("plain")) await TransferBenchmark.RunAsync(null, null, "Plain text", scale, way, payload);
if (isAll || args.Contains("tls"))
{
    var directory = Directory.CreateTempSubdirectory("objectstore-benchmark-").FullName;
    try
    {
        var authority = CertificateAuthority.Create(Path.Combine(directory, "ca"), TimeSpan.FromDays(2), TimeProvider.System);
        using var server = Source(PeerRoles.Node, "127.0.0.1");
        using var client = Source(PeerRoles.Gateway);
        await TransferBenchmark.RunAsync(server, client, "mTLS", scale, way, payload);

        CertificateSource Source(PeerRoles role, params string[] hosts)
        {
            var path = Path.Combine(directory, role.ToString());
            authority.Issue(new PeerIdentity(role, "benchmark"), hosts, TimeSpan.FromDays(1), path);
            return new CertificateSource(new TlsOptions { Directory = path }, TimeProvider.System, NullLogger<CertificateSource>.Instance);
        }
    }
    finally
    {
        Directory.Delete(directory, recursive: true);
    }
}
