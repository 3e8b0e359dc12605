using System.Globalization;

namespace ObjectStore.Testing.History;

/// <summary>One operation of a client on one key, from its call to its return.</summary>
/// <param name="Client">Who called.</param>
/// <param name="Key">The key.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Value">The value that it sets, or that a Get has seen, null for none. Values of different writes differ.</param>
/// <param name="Expected">The value that the condition names.</param>
/// <param name="CalledAt">Position of the call in the order of all calls and returns.</param>
/// <param name="ReturnedAt">Position of the return; without meaning while the outcome is unknown.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record HistoryOperation(
    string Client, string Key, OperationKind Kind, string? Value, string? Expected, long CalledAt, long ReturnedAt, OperationOutcome Outcome)
{
    /// <summary>Whether the operation may change the key.</summary>
    public bool IsWrite => Kind != OperationKind.Get;

    /// <inheritdoc />
    public override string ToString()
    {
        var ends = Outcome == OperationOutcome.Unknown ? "?" : ReturnedAt.ToString(CultureInfo.InvariantCulture);
        var condition = Expected is null ? "" : $" if {Expected}";
        return $"[{CalledAt.ToString(CultureInfo.InvariantCulture)}..{ends}] {Client} {Kind} {Key} {Value ?? "-"}{condition}: {Outcome}";
    }
}
