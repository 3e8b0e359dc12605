using System.Text;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>The ordered store in memory under the real index. Counts rows by family (docs/format/index.md §2), and fails a commit when a test asks for it.</summary>
internal sealed class ProbedStore : IOrderedStore
{
    private readonly InMemoryOrderedStore _store = new();
    private int _operations;
    private int _objectOperations;
    private Exception? _failNextCommit;

    /// <summary>Thrown by the next commit instead of applying it; of commits at the same time, by one.</summary>
    public Exception? FailNextCommit
    {
        get => _failNextCommit;
        set => _failNextCommit = value;
    }

    /// <summary>Whether the commit that fails is applied all the same, as when the answer of a database is lost.</summary>
    public bool AppliesWhatFails { get; set; }

    /// <summary>Awaited before the next commit that puts a row of an object, whose reads are done by then. Takes itself away first, so that it may commit.</summary>
    public Func<Task>? BeforeNextObjectCommit { get; set; }

    /// <summary>Awaited after the next read of one row, before its result is given. Takes itself away first.</summary>
    public Func<Task>? AfterNextRead { get; set; }

    /// <summary>Awaited after the next read of a row of an object, before its result is given. Takes itself away first.</summary>
    public Func<Task>? AfterNextObjectRead { get; set; }

    /// <summary>Thrown by the next scan.</summary>
    public Exception? FailNextScan { get; set; }

    /// <summary>The family of rows that the commit to fail puts; null for any commit.</summary>
    public char? FailOnlyPutsOf { get; set; }

    public int ObjectCount => Count('o');

    public int VersionCount => Count('v');

    /// <summary>Reads, scans and commits so far.</summary>
    public int OperationCount => _operations;

    /// <summary>Those of them that concern rows of objects or their versions: what runs beside the requests has no part in them.</summary>
    public int ObjectOperationCount => _objectOperations;

    public int UploadCount => Count('u');

    public int PartCount => Count('p');

    public async ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var row = await Counted(IsOfAnObject(key))._store.ReadAsync(key, cancellationToken);
        await HaveReadAsync([key]);
        if (AfterNextRead is not { } action) return row;
        AfterNextRead = null;
        await action();
        return row;
    }

    public async ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var rows = await Counted(keys.Any(IsOfAnObject))._store.ReadAsync(keys, cancellationToken);
        await HaveReadAsync(keys);
        return rows;
    }

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        if (FailNextScan is not { } exception) return Counted(IsOfAnObject(range.Start))._store.ScanAsync(range, limit, reverse, cancellationToken);
        FailNextScan = null;
        throw exception;
    }

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (BeforeNextObjectCommit is { } action && commit.Puts.Any(static put => put.Key.Span[0] == (byte)'o'))
        {
            BeforeNextObjectCommit = null;
            await action();
        }

        var isSpared = FailOnlyPutsOf is { } family && !commit.Puts.Any(put => put.Key.Span[0] == family);
        if (isSpared || Interlocked.Exchange(ref _failNextCommit, null) is not { } exception) return await Counted(IsOfAnObject(commit))._store.CommitAsync(commit, cancellationToken);
        if (AppliesWhatFails) await _store.CommitAsync(commit, cancellationToken);
        throw exception;
    }

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => _store.OpenSnapshotAsync(cancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task HaveReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        if (AfterNextObjectRead is not { } action || keys.All(static key => key.Span[0] != (byte)'o')) return;
        AfterNextObjectRead = null;
        await action();
    }

    private static bool IsOfAnObject(ReadOnlyMemory<byte> key) => key.Span is [(byte)'o' or (byte)'v', ..];

    private static bool IsOfAnObject(Commit commit) => commit.Puts.Any(static put => IsOfAnObject(put.Key)) || commit.Deletes.Any(IsOfAnObject);

    private ProbedStore Counted(bool isOfAnObject)
    {
        Interlocked.Increment(ref _operations);
        if (isOfAnObject) Interlocked.Increment(ref _objectOperations);
        return this;
    }

    /// <summary>Replaces the values of the rows of a family, as another release would have written them.</summary>
    public async Task ReplaceAsync(char family, Func<Row, ReadOnlyMemory<byte>> change)
    {
        var range = new KeyRange(new[] { (byte)family }, new[] { (byte)(family + 1) });
        var rows = await _store.ScanAsync(range, OrderedStoreLimits.ScanRowsMax, reverse: false, CancellationToken.None);
        Assert.NotEmpty(rows);
        await _store.CommitAsync(new Commit([], [.. rows.Select(row => KeyValuePair.Create(row.Key, change(row)))], []), CancellationToken.None);
    }

    /// <summary>Damages the rows of a family whose keys name something.</summary>
    public Task DamageAsync(char family, string name) => ReplaceAsync(family, row =>
    {
        var value = row.Value.ToArray();
        if (row.Key.Span.IndexOf(Encoding.UTF8.GetBytes(name)) >= 0) value[^1] ^= 1;
        return value;
    });

    public int Count(char family)
    {
        var range = new KeyRange(new[] { (byte)family }, new[] { (byte)(family + 1) });
#pragma warning disable CA2012, VSTHRD002 // The store in memory is done when it returns.
        return _store.ScanAsync(range, OrderedStoreLimits.ScanRowsMax, reverse: false, CancellationToken.None).Result.Count;
#pragma warning restore CA2012, VSTHRD002
    }
}
