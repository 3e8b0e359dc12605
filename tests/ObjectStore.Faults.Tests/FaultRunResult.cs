using ObjectStore.Faults.Tests.Injection;
using ObjectStore.Faults.Tests.Load;

namespace ObjectStore.Faults.Tests;

/// <summary>What a run has found.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Faults">What was injected.</param>
/// <param name="OperationCount">Operations of the load; a multipart upload is one.</param>
/// <param name="Errors">The answers.</param>
/// <param name="HistoryCount">Keys whose history was checked.</param>
/// <param name="UndecidedCount">Of these, how many the search gave up.</param>
/// <param name="LoadTime">How long the load ran.</param>
/// <param name="Time">How long everything took.</param>
/// <param name="Problems">Promises that were broken.</param>
internal sealed record FaultRunResult(
    FaultRunOptions Options, IReadOnlyList<FaultRecord> Faults, long OperationCount, ErrorLog Errors, int HistoryCount, int UndecidedCount,
    TimeSpan LoadTime, TimeSpan Time, IReadOnlyList<string> Problems);
