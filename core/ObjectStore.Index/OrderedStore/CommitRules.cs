namespace ObjectStore.Index.OrderedStore;

/// <summary>What every engine refuses before it looks at its rows, so that all refuse the same.</summary>
internal static class CommitRules
{
    /// <summary>Up to this many keys are compared pair by pair; more go through a set.</summary>
    private const int PairwiseKeysMax = 8;

    /// <summary>Throws unless the commit is inside <see cref="OrderedStoreLimits"/> and writes no key twice.</summary>
    /// <exception cref="ArgumentException">It is not; nothing has been changed.</exception>
    public static void Check(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var writes = commit.Puts.Count + commit.Deletes.Count;
        if (commit.Conditions.Count + writes > OrderedStoreLimits.CommitRowsMax) throw new ArgumentException("The commit has too many rows.", nameof(commit));
        foreach (var condition in commit.Conditions)
        {
            if (condition.Kind != CommitConditionKind.RangeEmpty) CheckKey(condition.Key);
        }

        foreach (var (key, value) in commit.Puts)
        {
            CheckKey(key);
            if (value.Length > OrderedStoreLimits.ValueBytesMax) throw new ArgumentException("A value is too long.", nameof(commit));
        }

        foreach (var key in commit.Deletes) CheckKey(key);
        if (writes > 1 && HasDuplicate(commit, writes)) throw new ArgumentException("A key is written twice.", nameof(commit));
    }

    /// <summary>Throws unless the key is 1..<see cref="OrderedStoreLimits.KeyBytesMax"/> bytes long.</summary>
    public static void CheckKey(ReadOnlyMemory<byte> key)
    {
        if (key.Length is 0 or > OrderedStoreLimits.KeyBytesMax) throw new ArgumentException("A key is empty or too long.", nameof(key));
    }

    /// <summary>Throws unless the limit of a scan is 1..<see cref="OrderedStoreLimits.ScanRowsMax"/>.</summary>
    public static void CheckScanLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, OrderedStoreLimits.ScanRowsMax);
    }

    /// <summary>Bytes of keys and values that the commit carries.</summary>
    public static long BytesOf(Commit commit)
    {
        long bytes = 0;
        foreach (var condition in commit.Conditions) bytes += condition.Range.Start.Length + condition.Range.End.Length;
        foreach (var (key, value) in commit.Puts) bytes += key.Length + value.Length;
        foreach (var key in commit.Deletes) bytes += key.Length;
        return bytes;
    }

    private static bool HasDuplicate(Commit commit, int writes)
    {
        if (writes > PairwiseKeysMax)
        {
            var seen = new HashSet<ReadOnlyMemory<byte>>(writes, KeyComparer.Instance);
            for (var i = 0; i < writes; i++)
            {
                if (!seen.Add(KeyAt(commit, i))) return true;
            }

            return false;
        }

        for (var i = 1; i < writes; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (KeyAt(commit, i).Span.SequenceEqual(KeyAt(commit, j).Span)) return true;
            }
        }

        return false;
    }

    private static ReadOnlyMemory<byte> KeyAt(Commit commit, int i) => i < commit.Puts.Count ? commit.Puts[i].Key : commit.Deletes[i - commit.Puts.Count];
}
