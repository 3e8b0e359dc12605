namespace ObjectStore.Clients.Tests.Durability;

/// <summary>What a key may hold: what was last acknowledged, or a write whose answer never came.</summary>
/// <param name="Acknowledged">The content of the last acknowledged write; null when that was a deletion, or there was none.</param>
/// <param name="InDoubt">A write without an answer, which may have happened or not; null when there is none.</param>
internal sealed record KeyState(SeededContent? Acknowledged, AttemptedWrite? InDoubt)
{
    /// <summary>A key that was never written.</summary>
    public static KeyState Absent { get; } = new(null, null);

    /// <summary>Everything that a reader may see; null stands for no object.</summary>
    public IEnumerable<SeededContent?> Allowed => InDoubt is null ? [Acknowledged] : [Acknowledged, InDoubt.Content];
}
