namespace ObjectStore.LoadTest.Engine;

/// <summary>What a run measured.</summary>
internal sealed class LoadResult
{
    private readonly List<int> _latenciesUs = [];
    private readonly SortedDictionary<int, int> _errors = [];

    /// <summary>Requests that were answered with 2xx.</summary>
    public int OperationCount => _latenciesUs.Count;

    /// <summary>Wall-clock time.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Processor time of this program.</summary>
    public TimeSpan ClientProcessorTime { get; set; }

    /// <summary>Answers other than 2xx by status; 0 stands for broken connections.</summary>
    public IReadOnlyDictionary<int, int> Errors => _errors;

    /// <summary>Successful requests a second.</summary>
    public double OperationsPerSecond => OperationCount / Elapsed.TotalSeconds;

    /// <summary>Records an answer.</summary>
    public void Add(int status, int latencyUs)
    {
        if (status is >= 200 and < 300)
            _latenciesUs.Add(latencyUs);
        else
            _errors[status] = _errors.GetValueOrDefault(status) + 1;
    }

    /// <summary>Sorts the latencies, once, after the run.</summary>
    public void Seal() => _latenciesUs.Sort();

    /// <summary>A latency that this share (0…1) of the requests did not exceed, in milliseconds.</summary>
    public double PercentileMs(double share) =>
        OperationCount == 0 ? 0 : _latenciesUs[(int)((OperationCount - 1) * share)] / 1000.0;

    /// <summary>Statuses of requests that failed, each with how often it came.</summary>
    public string DescribeErrors() => string.Join(',', Errors.Select(static error => $"{error.Key}×{error.Value}"));
}
