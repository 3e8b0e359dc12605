using ObjectStore.Testing.History;
using Xunit;

namespace ObjectStore.Simulation.Tests.History;

/// <summary>The checker against histories of which it is known whether they are linearizable. Each operation is given as its call, its return, and what it did.</summary>
public sealed class LinearizabilityCheckerTests
{
    private const OperationOutcome Applied = OperationOutcome.Applied;
    private const OperationOutcome Refused = OperationOutcome.Refused;
    private const OperationOutcome Unknown = OperationOutcome.Unknown;

    [Fact]
    public void Check_Empty_IsLinearizable() => AssertGood();

    [Fact]
    public void Check_ReadsAfterWrites_IsLinearizable() =>
        AssertGood(Get(1, 2, null), Put(3, 4, "a"), Get(5, 6, "a"), Put(7, 8, "b"), Get(9, 10, "b"), Delete(11, 12), Get(13, 14, null));

    [Fact]
    public void Check_ReadOfOldValueAfterWrite_IsNot() => AssertBad(Put(1, 2, "a"), Put(3, 4, "b"), Get(5, 6, "a"));

    [Fact]
    public void Check_ReadOfNothingAfterWrite_IsNot() => AssertBad(Put(1, 2, "a"), Get(3, 4, null));

    [Fact]
    public void Check_ReadOfNeverWritten_IsNot() => AssertBad(Put(1, 2, "a"), Get(3, 4, "b"));

    [Fact]
    public void Check_ReadDuringWrite_MayBeEither()
    {
        AssertGood(Put(1, 2, "a"), Put(3, 6, "b"), Get(4, 5, "a"));
        AssertGood(Put(1, 2, "a"), Put(3, 6, "b"), Get(4, 5, "b"));
    }

    [Fact]
    public void Check_TwoReadsDuringWrite_MustNotGoBack()
    {
        AssertGood(Put(1, 2, "a"), Put(3, 10, "b"), Get(4, 5, "a"), Get(6, 7, "b"));
        AssertBad(Put(1, 2, "a"), Put(3, 10, "b"), Get(4, 5, "b"), Get(6, 7, "a"));
    }

    [Fact]
    public void Check_ConcurrentWrites_ReadersMustAgreeOnTheLast()
    {
        AssertGood(Put(1, 4, "a"), Put(2, 3, "b"), Get(5, 6, "a"), Get(7, 8, "a"));
        AssertBad(Put(1, 4, "a"), Put(2, 3, "b"), Get(5, 6, "a"), Get(7, 8, "b"));
    }

    [Fact]
    public void Check_UnknownWrite_MayHappenLateOrNever()
    {
        var write = Put(3, 0, "b", Unknown);

        AssertGood(Put(1, 2, "a"), write, Get(5, 6, "a"));
        AssertGood(Put(1, 2, "a"), write, Get(5, 6, "a"), Get(7, 8, "b"));
        AssertBad(Put(1, 2, "a"), write, Get(5, 6, "b"), Get(7, 8, "a"));
        AssertBad(Get(1, 2, "b"), write);
    }

    [Fact]
    public void Check_UnknownDelete_HappensOnce()
    {
        var delete = Operation(OperationKind.Delete, 3, 0, null, null, Unknown);

        AssertGood(Put(1, 2, "a"), delete, Get(5, 6, null));
        AssertBad(Put(1, 2, "a"), delete, Get(5, 6, null), Put(7, 8, "b"), Get(9, 10, null));
    }

    [Fact]
    public void Check_PutIfAbsent_OnlyOneWins()
    {
        AssertGood(PutIfAbsent(1, 4, "a", Applied), PutIfAbsent(2, 5, "b", Refused), Get(6, 7, "a"));
        AssertBad(PutIfAbsent(1, 4, "a", Applied), PutIfAbsent(2, 5, "b", Applied));
        AssertBad(PutIfAbsent(1, 2, "a", Refused), Get(3, 4, null));
    }

    [Fact]
    public void Check_PutIfMatch_NoUpdateIsLost()
    {
        AssertGood(Put(1, 2, "a"), PutIfMatch(3, 6, "b", "a", Applied), PutIfMatch(4, 5, "c", "a", Refused), Get(7, 8, "b"));
        AssertBad(Put(1, 2, "a"), PutIfMatch(3, 6, "b", "a", Applied), PutIfMatch(4, 5, "c", "a", Applied));
        AssertBad(PutIfMatch(1, 2, "b", "a", Applied));
        AssertGood(PutIfMatch(1, 2, "b", "a", Refused));
    }

    [Fact]
    public void Check_RefusalThatOnlyAnUnknownWriteExplains_IsLinearizable()
    {
        AssertGood(Put(1, 0, "a", Unknown), PutIfAbsent(2, 3, "b", Refused));
        AssertBad(Put(1, 0, "a", Unknown), PutIfAbsent(2, 3, "b", Refused), Get(4, 5, null));
    }

    [Fact]
    public void Check_DeleteIfMatch_RefusedOnlyWhenAnotherIsThere()
    {
        AssertGood(Put(1, 2, "a"), DeleteIfMatch(3, 4, "x", Refused), Get(5, 6, "a"), DeleteIfMatch(7, 8, "a", Applied), Get(9, 10, null));
        AssertGood(DeleteIfMatch(1, 2, "a", Applied), Get(3, 4, null));
        AssertBad(DeleteIfMatch(1, 2, "a", Refused));
        AssertBad(Put(1, 2, "a"), DeleteIfMatch(3, 4, "x", Applied), Get(5, 6, "a"));
    }

    [Fact]
    public void Check_FailedOperations_DoNotCount() =>
        AssertGood(Put(1, 2, "a", OperationOutcome.Failed), Get(3, 4, null), Operation(OperationKind.Get, 5, 6, "never", null, OperationOutcome.Failed));

    [Fact]
    public void Check_ManyUnknownWritesAndRefusals_IsDecided()
    {
        var operations = new List<HistoryOperation>();
        for (var i = 0; i < 60; i++)
        {
            operations.Add(Put((4 * i) + 1, 0, $"u{i}", Unknown));
            operations.Add(PutIfMatch((4 * i) + 2, (4 * i) + 3, $"c{i}", "never", Refused));
        }

        AssertGood([.. operations, Put(1000, 1001, "z"), Get(1002, 1003, "z")]);
        AssertBad([.. operations, Put(1000, 1001, "z"), Get(1002, 1003, "z"), Delete(1004, 1005), Get(1006, 1007, "z")]);
    }

    /// <summary>Histories that a register really had, with calls and returns spread around the moment of the effect; and the same with one answer changed to a value that it did not have then.</summary>
    [Fact]
    public void Check_RandomHistories_TellsRightFromWrong()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var history = RandomHistory(random, random.Next(5, 60));

            AssertGood(history);
            var last = history.Max(operation => operation.ReturnedAt);
            AssertBad([.. history, Put(last + 1, last + 2, "last"), Get(last + 3, last + 4, $"v{random.Next(60)}")]);
        }
    }

    private static HistoryOperation[] RandomHistory(Random random, int count)
    {
        string? value = null;
        var operations = new HistoryOperation[count];
        for (var i = 0; i < count; i++)
        {
            var (called, returned) = ((100 * i) - random.Next(300), (100 * i) + random.Next(1, 300));
            switch (random.Next(4))
            {
                case 0:
                    operations[i] = Put(called, returned, value = $"v{i}");
                    break;
                case 1:
                    operations[i] = PutIfAbsent(called, returned, $"v{i}", value is null ? Applied : Refused);
                    value ??= $"v{i}";
                    break;
                case 2 when random.Next(3) == 0:
                    operations[i] = Delete(called, returned);
                    value = null;
                    break;
                default:
                    operations[i] = Get(called, returned, value);
                    break;
            }
        }

        return operations;
    }

    private static void AssertGood(params HistoryOperation[] operations)
    {
        var result = LinearizabilityChecker.Check(operations);
        Assert.True(result.IsLinearizable, result.Explanation);
    }

    private static void AssertBad(params HistoryOperation[] operations)
    {
        var result = LinearizabilityChecker.Check(operations);
        Assert.True(result is { IsLinearizable: false, IsDecided: true });
    }

    private static HistoryOperation Get(long called, long returned, string? seen) => Operation(OperationKind.Get, called, returned, seen, null, Applied);

    private static HistoryOperation Put(long called, long returned, string value, OperationOutcome outcome = Applied) => Operation(OperationKind.Put, called, returned, value, null, outcome);

    private static HistoryOperation Delete(long called, long returned) => Operation(OperationKind.Delete, called, returned, null, null, Applied);

    private static HistoryOperation PutIfAbsent(long called, long returned, string value, OperationOutcome outcome) =>
        Operation(OperationKind.PutIfAbsent, called, returned, value, null, outcome);

    private static HistoryOperation PutIfMatch(long called, long returned, string value, string expected, OperationOutcome outcome) =>
        Operation(OperationKind.PutIfMatch, called, returned, value, expected, outcome);

    private static HistoryOperation DeleteIfMatch(long called, long returned, string expected, OperationOutcome outcome) =>
        Operation(OperationKind.DeleteIfMatch, called, returned, null, expected, outcome);

    private static HistoryOperation Operation(OperationKind kind, long called, long returned, string? value, string? expected, OperationOutcome outcome) =>
        new("client", "key", kind, value, expected, called, returned, outcome);
}
