namespace ObjectStore.Testing.History;

/// <summary>Collects the operations of all clients of a test, in the order of their calls and returns. Thread-safe.</summary>
public sealed class HistoryRecorder
{
    private readonly Lock _lock = new();
    private readonly List<HistoryOperation> _operations = [];
    private long _position;

    /// <summary>How many operations have begun.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _operations.Count;
        }
    }

    /// <summary>Notes a call, before anything of it can have an effect. The outcome is unknown until <see cref="End"/>.</summary>
    /// <returns>The operation's number, for <see cref="End"/>.</returns>
    public int Begin(string client, string key, OperationKind kind, string? value = null, string? expected = null)
    {
        lock (_lock)
        {
            _operations.Add(new HistoryOperation(client, key, kind, value, expected, ++_position, long.MaxValue, OperationOutcome.Unknown));
            return _operations.Count - 1;
        }
    }

    /// <summary>Notes the return of an operation. Once for each; not at all when nobody knows how it ended.</summary>
    /// <param name="operation">What <see cref="Begin"/> gave.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="seen">What a Get has seen, null for no value.</param>
    public void End(int operation, OperationOutcome outcome, string? seen = null)
    {
        lock (_lock)
        {
            var begun = _operations[operation];
            if (outcome == OperationOutcome.Unknown) return;
            _operations[operation] = begun with
            {
                ReturnedAt = ++_position,
                Outcome = outcome,
                Value = begun.Kind == OperationKind.Get ? seen : begun.Value,
            };
        }
    }

    /// <summary>All operations so far, by key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HistoryOperation>> ByKey()
    {
        lock (_lock)
        {
            return _operations.GroupBy(operation => operation.Key, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<HistoryOperation>)[.. group], StringComparer.Ordinal);
        }
    }
}
