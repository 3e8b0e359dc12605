using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>Keeps pages of rows within a size and a rate: pages shrink where rows are large, and each waits for what the one before was worth.</summary>
internal sealed class PagePacer(MoveOptions options, TimeProvider time)
{
    /// <summary>Guess: what a database commits in a few milliseconds.</summary>
    private const long PageBytes = 1 << 20;

    private const int PageRowsMin = 8;

    private long _lastPage = time.GetTimestamp();

    /// <summary>Rows that the next page may have.</summary>
    public int PageRows { get; private set; } = options.PageRows;

    /// <summary>Waits until the rate allows the next page.</summary>
    public async ValueTask AfterPageAsync(IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        long bytes = 0;
        for (var i = 0; i < rows.Count; i++) bytes += rows[i].Key.Length + rows[i].Value.Length;
        if (rows.Count > 0) PageRows = (int)Math.Clamp(PageBytes / Math.Max(1, bytes / rows.Count), Math.Min(PageRowsMin, options.PageRows), options.PageRows);
        var due = TimeSpan.FromSeconds((double)bytes / options.BytesPerSecondMax) - time.GetElapsedTime(_lastPage);
        if (due > TimeSpan.Zero) await Task.Delay(due, time, cancellationToken);
        _lastPage = time.GetTimestamp();
    }
}
