namespace ObjectStore.Index.Keymap.Changes;

/// <summary>How far a move has come when its worker stops.</summary>
public enum MoveOutcome
{
    /// <summary>The target owns the range.</summary>
    Moved,

    /// <summary>It was taken back, because the rows contradict each other or the partition has changed.</summary>
    TakenBack,

    /// <summary>Rows of something earlier are in the way; the reconciler removes them.</summary>
    Waiting,

    /// <summary>Another curator has taken over.</summary>
    TakenOver,

    /// <summary>The partition is not moving.</summary>
    NotMoving,
}
