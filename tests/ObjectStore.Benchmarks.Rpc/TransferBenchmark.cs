using System.Diagnostics;
using System.Globalization;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Benchmarks.Rpc;

/// <summary>
/// Payload to and from a device that costs nothing, over gRPC and over HTTP/1.1, side by side. Both ends are in this process: its CPU time is what both spend, checksums
/// and copies included.
/// </summary>
internal static class TransferBenchmark
{
    private const int Concurrency = 8;

    /// <summary>Operations before the measured ones, so that connections stand and code is compiled.</summary>
    private const int WarmUpCount = 3000;

    private static readonly (int Bytes, long Total)[] Sizes = [(4 << 10, 100L << 20), (64 << 10, 1L << 30), (256 << 10, 2L << 30), (1 << 20, 2L << 30)];

    public static async Task RunAsync(CertificateSource? serverCertificates, CertificateSource? clientCertificates, string name, double scale, string? onlyWay, int? onlyBytes)
    {
        var device = new MemoryDevice();
        await using var node = new BenchmarkNode(device, serverCertificates);
        await node.StartAsync();
        Console.WriteLine($"{name}: {Concurrency} transfers at a time, client and server in one process");
        Console.WriteLine("| payload | way | connections | operation | MB/s | CPU s/GB | CPU µs each | allocated B each |");
        Console.WriteLine("| --- | --- | ---: | --- | ---: | ---: | ---: | ---: |");
        foreach (var (bytes, total) in Sizes.Where(size => onlyBytes is null || size.Bytes == onlyBytes))
        {
            foreach (var isPut in new[] { true, false })
            {
                foreach (var (way, connections) in new[] { ("gRPC", 1), ("gRPC", 4), ("HTTP/1.1", Concurrency) }.Where(way => onlyWay is null || way.Item1 == onlyWay))
                {
                    var isHttp = way != "gRPC";
                    var options = new RpcChannelOptions { ConnectionsPerPeer = isHttp ? 1 : connections, HttpPayloadBytesMin = isHttp ? 0 : int.MaxValue };
                    using var client = new NodeClient(node.Address, clientCertificates?.ClientOptions(PeerRoles.Node), options, TimeProvider.System);
                    await client.DescribeAsync(default);
                    var figures = await MeasureAsync(client.GetDevice(device.Id), isPut, bytes, (long)(total * scale));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {bytes >> 10} KiB | {way} | {connections} | {(isPut ? "put" : "get")} | {figures} |"));
                }
            }
        }
    }

    private static async Task<string> MeasureAsync(IFragmentDevice device, bool isPut, int bytes, long total)
    {
        var count = total / bytes;
        await TransferAsync(device, isPut, bytes, Math.Min(WarmUpCount, count));
        var process = Process.GetCurrentProcess();
        var (cpu, allocated, started) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await TransferAsync(device, isPut, bytes, count);
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        allocated = (GC.GetTotalAllocatedBytes() - allocated) / count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count * bytes / 1e6 / elapsed.TotalSeconds:f0} | {cpu.TotalSeconds / (count * bytes / 1e9):f2} | {cpu.TotalMicroseconds / count:f0} | {allocated}");
    }

    private static async Task TransferAsync(IFragmentDevice device, bool isPut, int bytes, long count)
    {
        var pool = new BufferPool(64 << 20, TimeProvider.System);
        var owner = new FragmentOwner(new BucketId(9), ObjectKey.From("photos/2026/cat.jpg"), null, 0).Format();
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            using var lease = await pool.RentAsync(bytes, default);
            long number;
            while ((number = Interlocked.Decrement(ref left)) >= 0)
            {
                var id = new FragmentId(new StripeId(1, (ulong)number << 32), 0);
                if (isPut) await device.PutAsync(new FragmentWrite(id, new PlacementGroupId(3), new Epoch(5), new ErasureProfile(4, 2), bytes * 4, owner, lease.Memory), default);
                else await device.ReadAsync(id, 0, lease.Memory, default);
            }
        }));
    }
}
