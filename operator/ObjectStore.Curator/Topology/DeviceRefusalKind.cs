namespace ObjectStore.Curator.Topology;

/// <summary>Why something cannot be done to devices.</summary>
public enum DeviceRefusalKind
{
    /// <summary>The cluster map does not know one of them.</summary>
    NoSuchDevice,

    /// <summary>The devices that would be left cannot hold the groups of every profile.</summary>
    NotEnoughDevices,

    /// <summary>The devices that would be left have no room for what lies on those that leave.</summary>
    NotEnoughRoom,

    /// <summary>Fragments lie on it, or groups name it.</summary>
    HoldsData,

    /// <summary>Its node still serves it, so that it would join again.</summary>
    StillAnswers,

    /// <summary>Its writes fail, so that it would be emptied again.</summary>
    WritesFail,
}
