namespace ObjectStore.Curator.Repair;

/// <summary>What is known of one fragment of a stripe during its repair.</summary>
internal enum FragmentCondition
{
    /// <summary>Its device has a whole header for it; the payload has not been read.</summary>
    Present,

    /// <summary>Read and verified.</summary>
    Loaded,

    /// <summary>Its device does not hold it.</summary>
    Missing,

    /// <summary>Its device holds it with wrong bytes.</summary>
    Damaged,

    /// <summary>Its device does not answer.</summary>
    Unreachable,
}
