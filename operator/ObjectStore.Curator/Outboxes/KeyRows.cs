using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>The rows of one key on a page, and what became of them. Used by one thread at a time.</summary>
/// <param name="Entries">In their order.</param>
/// <param name="IsBlocked">Whether an earlier one, on the page before, still waits.</param>
internal sealed record KeyRows(IReadOnlyList<OutboxEntry> Entries, bool IsBlocked)
{
    private readonly List<OutboxEntry> _delivered = [];
    private readonly List<GivenUpRow> _givenUp = [];

    /// <summary>Those that the destination has.</summary>
    public IReadOnlyList<OutboxEntry> Delivered => _delivered;

    /// <summary>Those that were given up.</summary>
    public IReadOnlyList<GivenUpRow> GivenUp => _givenUp;

    /// <summary>Whether the destination was asked to take one.</summary>
    public bool IsTried { get; set; }

    /// <summary>Whether one still waits.</summary>
    public bool HasLeft => _delivered.Count + _givenUp.Count < Entries.Count;

    public void Deliver(OutboxEntry entry) => _delivered.Add(entry);

    public void GiveUp(OutboxEntry entry, string reason) => _givenUp.Add(new GivenUpRow(entry, reason));
}
