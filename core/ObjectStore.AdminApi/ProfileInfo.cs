namespace ObjectStore.AdminApi;

/// <summary>An erasure profile of a pool.</summary>
/// <param name="Profile">Such as <c>4+2</c>.</param>
/// <param name="FaultTolerance">What every stripe of it bears at the moment.</param>
/// <param name="Groups">Placement groups.</param>
/// <param name="WritableGroups">Those of which all members take writes.</param>
/// <param name="StandInGroups">Those that were formed while others could not be written to.</param>
public sealed record ProfileInfo(string Profile, FaultToleranceInfo FaultTolerance, int Groups, int WritableGroups, int StandInGroups);
