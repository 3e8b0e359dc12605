using System.Diagnostics;

namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>An authority of a cluster and a certificate for each role, made by the node's own command.</summary>
internal sealed class ClusterCertificates
{
    private static readonly string[] Roles = ["node", "gateway", "curator"];
    private readonly string _folder;

    private ClusterCertificates(string folder) => _folder = folder;

    /// <summary>Settings of a process with the role.</summary>
    public string[] Arguments(string role) => ["--Tls:Directory", Path.Combine(_folder, role)];

    /// <summary>Makes them in a new folder.</summary>
    public static async Task<ClusterCertificates> CreateAsync(string folder, CancellationToken cancellationToken)
    {
        var authority = Path.Combine(folder, "authority");
        await RunAsync(["create", "--ca", authority], cancellationToken);
        await Task.WhenAll(Roles.Select(role => RunAsync(
            ["issue", "--ca", authority, "--role", role, "--name", role, "--host", "127.0.0.1", "--out", Path.Combine(folder, role)], cancellationToken)));
        return new ClusterCertificates(folder);
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ClusterPrograms.Node, ["certificates", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"certificates {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}");
    }
}
