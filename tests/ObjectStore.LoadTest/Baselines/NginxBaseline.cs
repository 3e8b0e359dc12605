using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;

namespace ObjectStore.LoadTest.Baselines;

/// <summary>A static nginx on the same machine, where one is installed: what serving files costs at least.</summary>
internal sealed class NginxBaseline : IDisposable
{
    private const int AttemptsMax = 100;
    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"];
    private readonly TemporaryDirectory _directory;
    private readonly Process _process;
    private readonly IPEndPoint _address;

    private NginxBaseline(TemporaryDirectory directory, Process process, IPEndPoint address)
    {
        _directory = directory;
        _process = process;
        _address = address;
    }

    /// <summary>Starts nginx with a file of each size; returns null where there is none.</summary>
    public static async Task<NginxBaseline?> TryStartAsync(string folder, IReadOnlyList<long> sizes, CancellationToken cancellationToken)
    {
        var program = Array.Find(Programs, File.Exists);
        if (program is null)
            return null;
        var directory = new TemporaryDirectory(folder, "nginx");
        foreach (var size in sizes)
            new SeededContent(1, size).WriteFile(directory.Combine(FileName(size)));
        var address = new IPEndPoint(IPAddress.Loopback, FreePort.Find(1)[0]);
        var configuration = directory.Combine("nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(directory.Path, address), cancellationToken);
        var start = new ProcessStartInfo(program, ["-p", directory.Path, "-c", configuration]) { RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var baseline = new NginxBaseline(directory, process, address);
        await baseline.WaitUntilUpAsync(cancellationToken);
        return baseline;
    }

    /// <summary>GET of one file over and over.</summary>
    public LoadResult Run(long size, int connectionCount, TimeSpan duration)
    {
        using var plan = new RequestPlan([$"GET /{FileName(size)} HTTP/1.1\r\nHost: {_address}\r\n\r\n"], 0);
        return LoadLoop.Run(_address, plan, connectionCount, duration);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The master ends its workers only when it may end itself.
        if (!_process.HasExited)
        {
            using var quit = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            quit.WaitForExit();
            _process.WaitForExit();
        }
        _process.Dispose();
        _directory.Dispose();
    }

    private static string FileName(long size) => size.ToString(CultureInfo.InvariantCulture) + ".bin";

    private static string Configuration(string folder, IPEndPoint address) => $$"""
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        daemon off; worker_processes auto; pid {{folder}}/pid; error_log stderr crit;
        events { worker_connections 1024; }
        http {
          access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
          client_body_temp_path {{folder}}/t1; proxy_temp_path {{folder}}/t2; fastcgi_temp_path {{folder}}/t3;
          uwsgi_temp_path {{folder}}/t4; scgi_temp_path {{folder}}/t5;
          server { listen {{address}}; root {{folder}}; }
        }
        """;

    private async Task WaitUntilUpAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(_address, cancellationToken);
                return;
            }
            catch (SocketException) when (attempt < AttemptsMax && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }
}
