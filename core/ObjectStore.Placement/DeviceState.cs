namespace ObjectStore.Placement;

/// <summary>Life of a device in the cluster map. The numbers are stored and never reused.</summary>
public enum DeviceState : byte
{
    /// <summary>Takes reads and writes.</summary>
    Active = 1,

    /// <summary>Has not answered lately; no new writes, reads still try it last.</summary>
    Suspect = 2,

    /// <summary>Does not answer; its fragments are read by reconstruction.</summary>
    Down = 3,

    /// <summary>Given up: its fragments are rebuilt on other devices.</summary>
    Out = 4,

    /// <summary>Being emptied on request; still readable.</summary>
    Draining = 5,

    /// <summary>Empty and free to be removed.</summary>
    Drained = 6,
}
