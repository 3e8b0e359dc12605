namespace ObjectStore.AdminApi;

/// <summary>A device that is being filled with fragments computed from others.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Node">Its node.</param>
/// <param name="FilledPlaces">Positions of groups that it holds whole.</param>
/// <param name="Places">Positions of groups that it is to hold.</param>
/// <param name="Walks">Walks over other devices that are under way.</param>
/// <param name="WalksFinished">Those that have come to their end.</param>
/// <param name="Restored">Stripes that these walks restored.</param>
public sealed record FillInfo(string Device, string Node, int FilledPlaces, int Places, int Walks, int WalksFinished, long Restored);
