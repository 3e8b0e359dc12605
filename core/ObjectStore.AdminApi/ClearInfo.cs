namespace ObjectStore.AdminApi;

/// <summary>A device from which fragments move away.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Node">Its node.</param>
/// <param name="State">Its state.</param>
/// <param name="Places">Positions of groups that it still holds and is to give away.</param>
/// <param name="PlacesToClear">Positions that others hold by now and of which fragments may still lie on it.</param>
/// <param name="Fragments">Fragments on it, if known; those that stay are among them.</param>
/// <param name="Bytes">Bytes of those.</param>
public sealed record ClearInfo(string Device, string Node, string State, int Places, int PlacesToClear, long? Fragments, long? Bytes);
