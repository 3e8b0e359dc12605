using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>Conditions or writes of a group of commits, a list for each column. Lists of equal length; those of columns that are not used stay empty.</summary>
internal sealed class CommitRowArrays
{
    /// <summary>Position of the commit in the group.</summary>
    public List<int> Commits { get; } = [];

    /// <summary>Position of the condition in its commit.</summary>
    public List<int> Numbers { get; } = [];

    /// <summary>Kinds of conditions, as commit_1 knows them.</summary>
    public List<int> Kinds { get; } = [];

    /// <summary>Keys, or starts of ranges.</summary>
    public List<ReadOnlyMemory<byte>> Keys { get; } = [];

    /// <summary>Values, or ends of ranges.</summary>
    public List<ReadOnlyMemory<byte>> Values { get; } = [];

    public List<long> Revisions { get; } = [];

    public void Add(int commit, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        Commits.Add(commit);
        Keys.Add(key);
        Values.Add(value);
    }

    public void AddCondition(int commit, int number, CommitCondition condition)
    {
        Add(commit, condition.Range.Start, condition.Range.End);
        Numbers.Add(number);
        Revisions.Add(condition.Revision);
        Kinds.Add(condition.Kind switch
        {
            CommitConditionKind.Absent => 0,
            CommitConditionKind.Exists => 1,
            _ => 2,
        });
    }

    public void Clear()
    {
        Commits.Clear();
        Numbers.Clear();
        Kinds.Clear();
        Keys.Clear();
        Values.Clear();
        Revisions.Clear();
    }
}
