using ObjectStore.Admin.Keymap;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Verification;

namespace ObjectStore.Admin.Index;

/// <summary>Writes the lines of a verification: the first findings of each kind, and now and then how far it has come.</summary>
internal sealed class VerifyLines(AdminRequest request, Places places, TimeProvider time) : IIndexVerifyObserver
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromMilliseconds(200);

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, string?> _names = [];
    private long? _lastProgress;

    /// <summary>Most findings of a kind that are written; all are counted.</summary>
    public required int FindingsPerKind { get; init; }

    /// <summary>Whether findings say which bucket and key they are about, which may be confidential.</summary>
    public required bool IsShowingKeys { get; init; }

    /// <summary>Findings of each kind so far.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <inheritdoc />
    public async ValueTask FoundAsync(IndexFinding finding, CancellationToken cancellationToken)
    {
        var kind = finding.Kind.ToString();
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (_counts[kind] > FindingsPerKind) return;
        var place = IsShowingKeys && finding.Bucket is { } bucket ? await places.FormatAsync(bucket, finding.Key, _names, cancellationToken) : null;
        await request.WriteLineAsync(new VerifyLine { Finding = new VerifyFinding(kind, finding.Database, finding.Detail, place) }, AdminJson.Default.VerifyLine);
    }

    /// <inheritdoc />
    public async ValueTask ProgressedAsync(IndexVerifyCounts counts, CancellationToken cancellationToken)
    {
        if (_lastProgress is { } last && time.GetElapsedTime(last) < ProgressPeriod) return;
        _lastProgress = time.GetTimestamp();
        var progress = new VerifyProgress(counts.Database, counts.Rows, counts.RowsExpected, counts.Stripes, _counts.Values.Sum());
        await request.WriteLineAsync(new VerifyLine { Progress = progress }, AdminJson.Default.VerifyLine);
    }
}
