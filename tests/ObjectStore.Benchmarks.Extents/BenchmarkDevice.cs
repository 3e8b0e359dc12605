using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Extents;
using ObjectStore.Testing;

namespace ObjectStore.Benchmarks.Extents;

/// <summary>Devices and fragments for the benchmarks.</summary>
internal static class BenchmarkDevice
{
    private static readonly byte[] Owner = new FragmentOwner(new BucketId(1), ObjectKey.From("benchmark/some/object"), null, 0).Format();

    public static Task<ExtentDevice> OpenAsync(string path) =>
        ExtentDevice.OpenAsync(path, new ExtentsOptions(), new ExtentsMetrics(new TestMeterFactory()), TimeProvider.System, NullLogger.Instance);

    /// <summary>Runs on a new device and removes it.</summary>
    public static async Task WithAsync(string directory, Func<string, Task> action)
    {
        var path = Path.Combine(directory, $"objectstore-benchmark-{Guid.NewGuid():N}");
        try
        {
            await ExtentDevice.CreateAsync(path, Guid.NewGuid(), "benchmark", TimeProvider.System);
            await action(path);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public static FragmentId IdOf(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, 0x019E_7044_8800_0000UL + ((ulong)number >> 16));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], ((ulong)number * 0x9E37_79B9_7F4A_7C15UL) & 0xFFFF_FFFF_0000_0000UL);
        return new FragmentId(StripeId.Read(bytes), 0);
    }

    public static FragmentWrite Write(long number, ReadOnlyMemory<byte> payload) =>
        new(IdOf(number), new PlacementGroupId(1), new Epoch(1), ErasureProfile.Replicated, payload.Length, Owner, payload);

    /// <summary>Runs <paramref name="operation"/> from many writers for a time or a count; returns operations per second and the latencies in ms, sorted.</summary>
    public static async Task<(double PerSecond, double[] Milliseconds)> LoadAsync(int writers, TimeSpan duration, long countMax, Func<long, Task> operation)
    {
        var next = -1L;
        var started = TimeProvider.System.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (TimeProvider.System.GetElapsedTime(started) < duration)
            {
                var number = Interlocked.Increment(ref next);
                if (number >= countMax) break;
                var begun = TimeProvider.System.GetTimestamp();
                await operation(number);
                mine.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);
            }

            return mine;
        })));
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var all = latencies.SelectMany(mine => mine).Order().ToArray();
        return (all.Length / elapsed.TotalSeconds, all);
    }

    public static double Percentile(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    public static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
