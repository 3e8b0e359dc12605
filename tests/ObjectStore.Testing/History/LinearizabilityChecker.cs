using System.Text;

namespace ObjectStore.Testing.History;

/// <summary>Decides whether the history of one key is linearizable: whether every operation can have had its effect at one moment between its call and its return.</summary>
/// <remarks>
/// The search of Wing and Gong (Testing and Verifying Concurrent Objects, 1993) with Lowe's memory of what was tried (Testing for Linearizability, 2017): of the
/// operations that may come first, take one that the value explains, go on with the rest; on a dead end take it back. What was reached before, by
/// the same set of operations with the same value, is not searched again. Three things keep it short. What never changes the value, a read or a
/// refusal, is taken at once when the value explains it, because it can stand in nobody's way. An operation whose outcome is unknown may come at any time after its call or never, and is taken
/// only where it changes something. Of several of those that nobody can tell apart, the first comes first.
/// </remarks>
public sealed class LinearizabilityChecker
{
    /// <summary>Steps of the search after which it is given up: some seconds.</summary>
    private const int StepsMax = 5_000_000;

    private readonly HistoryOperation[] _operations;
    private readonly Event _head = new(-1, isReturn: false);
    private readonly ulong[] _taken;
    private readonly HashSet<Reached> _reached = [];
    private readonly int[] _equalBefore;
    private readonly Stack<Step> _order = new();
    private int _certainLeft;
    private int _longest;
    private string _explanation = "";

    private LinearizabilityChecker(HistoryOperation[] operations)
    {
        _operations = operations;
        _taken = new ulong[(operations.Length + 63) / 64];
        _certainLeft = operations.Count(static operation => operation.Outcome != OperationOutcome.Unknown);
        _equalBefore = FindEquals(operations);
        LinkEvents();
    }

    /// <summary>Checks one key's operations, which began without a value.</summary>
    public static LinearizabilityResult Check(IEnumerable<HistoryOperation> operations)
    {
        var relevant = operations.Where(IsRelevant).OrderBy(static operation => operation.CalledAt).ToArray();
        return new LinearizabilityChecker(relevant).Search();
    }

    private static bool IsRelevant(HistoryOperation operation) =>
        operation.Outcome != OperationOutcome.Failed && (operation.IsWrite || operation.Outcome == OperationOutcome.Applied);

    /// <summary>
    /// For each operation of unknown outcome the one before it that does the same, or −1. Values that nobody has seen or named are all the same.
    /// </summary>
    private static int[] FindEquals(HistoryOperation[] operations)
    {
        var seen = operations.Where(static operation => operation.Kind == OperationKind.Get).Select(static operation => operation.Value)
            .Concat(operations.Select(static operation => operation.Expected)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var last = new Dictionary<(OperationKind, string?, string?), int>();
        var before = new int[operations.Length];
        for (var i = 0; i < operations.Length; i++)
        {
            var operation = operations[i];
            before[i] = -1;
            if (operation.Outcome != OperationOutcome.Unknown) continue;
            var what = (operation.Kind, operation.Value is { } value && seen.Contains(value) ? value : null, operation.Expected);
            if (last.TryGetValue(what, out var equal)) before[i] = equal;
            last[what] = i;
        }

        return before;
    }

    private void LinkEvents()
    {
        var events = new List<(long At, Event Event)>();
        for (var i = 0; i < _operations.Length; i++)
        {
            var operation = _operations[i];
            var call = new Event(i, isReturn: false);
            events.Add((operation.CalledAt, call));
            if (operation.Outcome == OperationOutcome.Unknown) continue;
            call.Return = new Event(i, isReturn: true);
            events.Add((operation.ReturnedAt, call.Return));
        }

        var last = _head;
        foreach (var (_, each) in events.OrderBy(static each => each.At))
        {
            (last.Next, each.Previous) = (each, last);
            last = each;
        }
    }

    private LinearizabilityResult Search()
    {
        string? value = null;
        var next = _head.Next;
        for (var steps = 0; _certainLeft > 0; steps++)
        {
            if (steps == StepsMax) return new LinearizabilityResult(IsLinearizable: false, IsDecided: false, "the search was given up");
            if (next is { IsReturn: false })
            {
                if (TryTake(next, value, out var after))
                {
                    value = after;
                    next = _head.Next;
                }
                else
                {
                    next = next.Next;
                }

                continue;
            }

            // An operation has returned that could not be taken: what was taken last was wrong.
            if (next is not null) Note(next.Operation, value);
            if (!TryTakeBack(ref value, out next)) return new LinearizabilityResult(IsLinearizable: false, IsDecided: true, _explanation);
        }

        return new LinearizabilityResult(IsLinearizable: true, IsDecided: true, "");
    }

    private bool TryTake(Event call, string? value, out string? after)
    {
        var operation = _operations[call.Operation];
        if (!TryStep(operation, value, out after)) return false;
        var isCertain = operation.Outcome != OperationOutcome.Unknown;
        if (!isCertain && (after == value || _equalBefore[call.Operation] is >= 0 and var equal && !IsTaken(equal))) return false;
        if (!TryReach(call.Operation, after)) return false;
        _order.Push(new Step(call, value, IsForced: operation.Kind == OperationKind.Get || operation.Outcome == OperationOutcome.Refused));
        if (isCertain) _certainLeft--;
        call.Lift();
        return true;
    }

    /// <summary>Takes back what was taken last and was a choice, and all that followed from it; false when there was none.</summary>
    private bool TryTakeBack(ref string? value, out Event? next)
    {
        next = null;
        while (_order.TryPop(out var last))
        {
            value = last.Before;
            _taken[last.Call.Operation / 64] &= ~(1UL << (last.Call.Operation % 64));
            if (_operations[last.Call.Operation].Outcome != OperationOutcome.Unknown) _certainLeft++;
            last.Call.Unlift();
            next = last.Call.Next;
            if (!last.IsForced) return true;
        }

        return false;
    }

    private bool IsTaken(int operation) => (_taken[operation / 64] >> (operation % 64) & 1) != 0;

    /// <summary>Whether the operation explains itself when the key has <paramref name="value"/>, and the value after it.</summary>
    private static bool TryStep(HistoryOperation operation, string? value, out string? after)
    {
        after = value;
        if (operation.Kind == OperationKind.Get) return operation.Value == value;
        var holds = operation.Kind switch
        {
            OperationKind.PutIfAbsent => value is null,
            OperationKind.PutIfMatch => value is not null && value == operation.Expected,
            OperationKind.DeleteIfMatch => value is null || value == operation.Expected,
            _ => true,
        };
        if (operation.Outcome == OperationOutcome.Refused) return !holds;
        if (!holds) return operation.Outcome == OperationOutcome.Unknown;
        after = operation.Kind is OperationKind.Delete or OperationKind.DeleteIfMatch ? null : operation.Value;
        return true;
    }

    /// <summary>False when the same operations have led to the same value before.</summary>
    private bool TryReach(int operation, string? value)
    {
        _taken[operation / 64] |= 1UL << (operation % 64);
        if (_reached.Add(new Reached([.. _taken], value))) return true;
        _taken[operation / 64] &= ~(1UL << (operation % 64));
        return false;
    }

    private void Note(int stuck, string? value)
    {
        if (_order.Count < _longest || _explanation.Length > 0 && _order.Count == _longest) return;
        _longest = _order.Count;
        var text = new StringBuilder().Append("after ").Append(_order.Count).Append(" operations the value is ").Append(value ?? "-").Append(" and nothing explains ").Append(_operations[stuck]);
        foreach (var operation in _operations.Where((_, i) => !IsTaken(i))) text.Append("\n  open: ").Append(operation);
        foreach (var step in _order.Take(8)) text.Append("\n  before: ").Append(_operations[step.Call.Operation]);
        _explanation = text.ToString();
    }

    /// <summary>A call or a return in the list of those that are not explained yet.</summary>
    private sealed class Event(int operation, bool isReturn)
    {
        public int Operation => operation;

        public bool IsReturn => isReturn;

        /// <summary>The return of a call; none while the outcome is unknown.</summary>
        public Event? Return { get; set; }

        public Event? Next { get; set; }

        public Event? Previous { get; set; }

        /// <summary>Takes a call and its return out of the list.</summary>
        public void Lift()
        {
            Remove();
            Return?.Remove();
        }

        /// <summary>Puts them back to where they were; in the reverse order of <see cref="Lift"/>.</summary>
        public void Unlift()
        {
            Return?.PutBack();
            PutBack();
        }

        private void Remove()
        {
            Previous!.Next = Next;
            if (Next is not null) Next.Previous = Previous;
        }

        private void PutBack()
        {
            Previous!.Next = this;
            if (Next is not null) Next.Previous = this;
        }
    }

    /// <summary>An operation that was taken.</summary>
    /// <param name="Call">Its call.</param>
    /// <param name="Before">The value before it.</param>
    /// <param name="IsForced">Whether no other choice could have been better.</param>
    private readonly record struct Step(Event Call, string? Before, bool IsForced);

    /// <summary>A set of operations and the value that they led to.</summary>
    private readonly struct Reached(ulong[] taken, string? value) : IEquatable<Reached>
    {
        private readonly ulong[] _taken = taken;
        private readonly string? _value = value;

        public bool Equals(Reached other) => _value == other._value && _taken.AsSpan().SequenceEqual(other._taken);

        public override bool Equals(object? obj) => obj is Reached other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_value, StringComparer.Ordinal);
            foreach (var word in _taken) hash.Add(word);
            return hash.ToHashCode();
        }
    }
}
