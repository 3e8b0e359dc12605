using System.Diagnostics;
using System.Globalization;
using ObjectStore.Faults.Tests.Load;

namespace ObjectStore.Faults.Tests.Availability;

/// <summary>Tries again and again to write and to read, as a client that retries would, and notes how long each try took until it succeeded. Thread-safe.</summary>
/// <remarks>Small objects (copies in zones) and larger ones (4+2), each through every gateway.</remarks>
internal sealed class Prober(S3Client client, string bucket)
{
    private const int ReadObjectCount = 32;
    private static readonly int[] Lengths = [4 << 10, 256 << 10];
    private static readonly bool[] Kinds = [false, true];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<Probe> _probes = [];
    private readonly Dictionary<object, (bool IsWrite, long Begun)> _underWay = [];

    /// <summary>Writes what is read later.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var length in Lengths)
        {
            for (var number = 0; number < ReadObjectCount; number++)
            {
                var put = new S3Call(HttpMethod.Put, ReadPath(length, number)) { Body = new byte[length] };
                while (!(await client.SendAsync(0, put, cancellationToken)).IsSuccess) await Task.Delay(RetryPause, cancellationToken);
            }
        }
    }

    /// <summary>Probes until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stopping, CancellationToken cancellationToken) => Task.WhenAll(
        from gateway in Enumerable.Range(0, client.GatewayCount)
        from length in Lengths
        from isWrite in Kinds
        select RunAsync(gateway, length, isWrite, stopping, cancellationToken));

    /// <summary>The longest time that a read, or a write, took to succeed, of those that ended after a moment or are still tried.</summary>
    /// <param name="isWrite">Writes or reads.</param>
    /// <param name="since">A timestamp; time before it does not count.</param>
    public TimeSpan Longest(bool isWrite, long since)
    {
        lock (_lock)
        {
            var ended = _probes.Where(probe => probe.IsWrite == isWrite && probe.Ended >= since).Select(probe => Stopwatch.GetElapsedTime(Math.Max(since, probe.Begun), probe.Ended));
            var underWay = _underWay.Values.Where(probe => probe.IsWrite == isWrite).Select(probe => Stopwatch.GetElapsedTime(Math.Max(since, probe.Begun)));
            return ended.Concat(underWay).DefaultIfEmpty(TimeSpan.Zero).Max();
        }
    }

    /// <summary>Whether no try that began before the moment is still under way: everything works.</summary>
    public bool HasRecovered(long since)
    {
        lock (_lock) return _underWay.Values.All(probe => probe.Begun > since);
    }

    private async Task RunAsync(int gateway, int length, bool isWrite, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var self = new object();
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            var begun = Stopwatch.GetTimestamp();
            lock (_lock) _underWay[self] = (isWrite, begun);
            var path = isWrite ? string.Create(CultureInfo.InvariantCulture, $"/{bucket}/probe/written/{gateway}-{length}") : ReadPath(length, number % ReadObjectCount);
            var call = isWrite ? new S3Call(HttpMethod.Put, path) { Body = new byte[length] } : new S3Call(HttpMethod.Get, path);
            while (!(await client.SendAsync(gateway, call, cancellationToken)).IsSuccess && !stopping.IsCancellationRequested) await Task.Delay(RetryPause, cancellationToken);
            lock (_lock)
            {
                _underWay.Remove(self);
                _probes.Add(new Probe(isWrite, begun, Stopwatch.GetTimestamp()));
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private string ReadPath(int length, int number) => string.Create(CultureInfo.InvariantCulture, $"/{bucket}/probe/read/{length}-{number}");

    private readonly record struct Probe(bool IsWrite, long Begun, long Ended);
}
