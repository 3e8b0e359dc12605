using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Rebalance;

/// <summary>How far an old device has been cleared.</summary>
/// <param name="Version">Format version.</param>
/// <param name="StartedAt">When the walk began.</param>
/// <param name="Cursor">Where it goes on.</param>
/// <param name="IsFinished">Whether it reached the end.</param>
/// <param name="Moves">What it looks for.</param>
internal sealed record RebalanceState(int Version, DateTimeOffset StartedAt, ulong Cursor, bool IsFinished, IReadOnlyList<RebalanceMove> Moves) : IVersionedState;
