using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Conformance.Concurrency;

/// <summary>Commits that were applied, by any number of clients, and the check that they could have been applied one after the other.</summary>
/// <remarks>
/// The order is that of the revisions. In it every commit's conditions must hold when it is its turn, the rows at the end must be those of the store,
/// and a commit that was acknowledged before another began must come first. Thread-safe until it is checked.
/// </remarks>
internal sealed class CommitHistory
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private long _clock;

    public int Count => _entries.Count;

    public long Tick() => Interlocked.Increment(ref _clock);

    public void Add(Commit commit, CommitResult result, long begunAt)
    {
        var entry = new Entry(commit, result.Revision, begunAt, Tick());
        lock (_lock) _entries.Add(entry);
    }

    public void Check(IReadOnlyList<Row> rows, string seed)
    {
        var state = new SortedList<string, Row>(StringComparer.Ordinal);
        long begunLast = 0;
        long revision = 0;
        foreach (var entry in _entries.OrderBy(entry => entry.Revision))
        {
            Assert.True(entry.Revision > revision, $"seed {seed}: revision {entry.Revision} was given twice");
            revision = entry.Revision;
            Assert.True(entry.EndedAt > begunLast, $"seed {seed}: revision {revision} ended before one with a smaller revision began");
            begunLast = Math.Max(begunLast, entry.BegunAt);
            foreach (var condition in entry.Commit.Conditions)
            {
                Assert.True(Holds(state, condition), $"seed {seed}: revision {revision} was applied although {condition.Kind} of {Text(condition.Range.Start)} did not hold");
            }

            foreach (var key in entry.Commit.Deletes) state.Remove(Text(key));
            foreach (var (key, value) in entry.Commit.Puts) state[Text(key)] = new Row(key, value, revision);
        }

        Assert.Equal(state.Values.Select(row => $"{row.Text()}@{row.Revision}"), rows.Select(row => $"{row.Text()}@{row.Revision}"));
    }

    private static bool Holds(SortedList<string, Row> state, CommitCondition condition) => condition.Kind switch
    {
        CommitConditionKind.Absent => !state.ContainsKey(Text(condition.Key)),
        CommitConditionKind.Exists => state.ContainsKey(Text(condition.Key)),
        CommitConditionKind.Revision => state.TryGetValue(Text(condition.Key), out var row) && row.Revision == condition.Revision,
        _ => !state.Keys.Any(key => string.CompareOrdinal(key, Text(condition.Range.Start)) >= 0 && string.CompareOrdinal(key, Text(condition.Range.End)) < 0),
    };

    private static string Text(ReadOnlyMemory<byte> key) => System.Text.Encoding.UTF8.GetString(key.Span);

    private sealed record Entry(Commit Commit, long Revision, long BegunAt, long EndedAt);
}
