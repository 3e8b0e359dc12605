namespace ObjectStore.AdminApi;

/// <summary>One decision of the planner.</summary>
/// <param name="Kind"><c>split</c>, <c>move</c>, <c>merge</c>, or <c>keep</c> where it saw a reason to act and a stronger one not to.</param>
/// <param name="Partition">First place of the partition, as <see cref="PlaceText"/> writes it; empty for the beginning of all.</param>
/// <param name="Detail">Where it is split, or to which database it moves.</param>
/// <param name="Reason">Why, with the figures that decided.</param>
public sealed record KeymapPlanLine(string Kind, string Partition, string Detail, string Reason);
