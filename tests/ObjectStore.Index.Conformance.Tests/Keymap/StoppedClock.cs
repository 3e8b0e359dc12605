namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>The time of day stands still, so that two indexes write the same bytes; timers run.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
}
