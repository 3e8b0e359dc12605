using System.Diagnostics;
using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;

namespace ObjectStore.Benchmarks.Index;

/// <summary>64 writers and 16 listers, each with pauses, so that the machine is not what they wait for.</summary>
internal sealed class SteadyLoad(IndexDatabases databases, BucketId bucket)
{
    private const int WriterCount = 64;
    private const int ListerCount = 16;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    private readonly List<(bool IsWrite, long Began, long Ended)> _requests = [];
    private volatile bool _isOver;
    private TimeSpan _took;

    /// <summary>Requests that threw.</summary>
    public int FailureCount { get; private set; }

    /// <summary>What the first of them said.</summary>
    public string FirstFailure { get; private set; } = "";

    /// <summary>Over the whole run.</summary>
    public double RequestsPerSecond => _requests.Count / _took.TotalSeconds;

    /// <summary>A key at a place from 0 to 1 of the bucket.</summary>
    public static ObjectKey KeyOf(double place, string rest) => ObjectKey.From(string.Create(CultureInfo.InvariantCulture, $"{(uint)(place * uint.MaxValue):x8}{rest}"));

    /// <summary>Runs as long as the work does.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        var router = new KeymapRouter(databases, TimeProvider.System);
        var index = new ObjectIndex(router, TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, WriterCount).Select(_ => Task.Run(() => RepeatAsync(true, () => PutAsync(index))))
            .Concat(Enumerable.Range(0, ListerCount).Select(_ => Task.Run(() => RepeatAsync(false, () => ListAsync(index))))).ToArray();
        try
        {
            await work();
        }
        finally
        {
            _isOver = true;
            await Task.WhenAll(workers);
            _took = Stopwatch.GetElapsedTime(started);
        }
    }

    /// <summary>The longest request of which a part lies in the time.</summary>
    public double LongestMs(bool isWrite, long from, long to) => _requests
        .Where(request => request.IsWrite == isWrite && request.Ended >= from && request.Began <= to)
        .Select(static request => Stopwatch.GetElapsedTime(request.Began, request.Ended).TotalMilliseconds).DefaultIfEmpty().Max();

    private async Task RepeatAsync(bool isWrite, Func<Task> request)
    {
        while (!_isOver)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                await request();
            }
            catch (Exception exception)
            {
                // All that throws is counted, whatever it is: none may.
                lock (_requests)
                {
                    if (FailureCount++ == 0) FirstFailure = exception.Message;
                }
            }

            var ended = Stopwatch.GetTimestamp();
            lock (_requests) _requests.Add((isWrite, began, ended));
            await Task.Delay(Pace * (0.5 + Random.Shared.NextDouble()));
        }
    }

    private async Task PutAsync(ObjectIndex index)
    {
        var outcome = await index.PutAsync(bucket, KeyOf(Random.Shared.NextDouble(), "made"), SampleRecords.Small(), default, default);
        if (outcome != WriteOutcome.Applied) throw new InvalidOperationException($"A write ended as {outcome}.");
    }

    private async Task ListAsync(ObjectIndex index)
    {
        const int Limit = 100;
        var page = await index.ListAsync(bucket, new ObjectListQuery(default, default, KeyOf(Random.Shared.NextDouble() * 0.9, "").Utf8Memory, Limit), default);
        if (page.Objects.Count != Limit) throw new InvalidOperationException("A listing lost keys.");
    }
}
