using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>The events of one key on a page, and what became of them. Used by one thread at a time.</summary>
/// <param name="Events">In their order.</param>
/// <param name="IsBlocked">Whether an earlier one, on the page before, still waits.</param>
internal sealed record KeyEvents(IReadOnlyList<OutboxEntry> Events, bool IsBlocked)
{
    private readonly List<OutboxEntry> _delivered = [];
    private readonly List<OutboxEntry> _dead = [];

    /// <summary>Those that were acknowledged.</summary>
    public IReadOnlyList<OutboxEntry> Delivered => _delivered;

    /// <summary>Those that were given up.</summary>
    public IReadOnlyList<OutboxEntry> Dead => _dead;

    /// <summary>Whether one still waits.</summary>
    public bool HasLeft => _delivered.Count + _dead.Count < Events.Count;

    public void Deliver(OutboxEntry entry) => _delivered.Add(entry);

    public void GiveUp(OutboxEntry entry) => _dead.Add(entry);
}
