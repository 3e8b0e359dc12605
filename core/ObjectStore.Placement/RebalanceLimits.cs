namespace ObjectStore.Placement;

/// <summary>Bounds of what one plan moves.</summary>
public sealed record RebalanceLimits
{
    /// <summary>Bound of <see cref="BalanceMovesMax"/> where nothing else is asked; a guess: enough to keep every disk of a large node busy.</summary>
    public const int DefaultBalanceMovesMax = 256;

    /// <summary>
    /// Positions that may be on their way at once only to make capacity even. What has to leave a device that is given up or drained is not counted: it must go, and is paced
    /// by the bytes that it moves.
    /// </summary>
    public int BalanceMovesMax { get; init; } = DefaultBalanceMovesMax;
}
