using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Tests.Authorization;

public class OperationActionsTests
{
    public static TheoryData<S3Operation> Operations => [.. Enum.GetValues<S3Operation>().Where(operation => operation is not (S3Operation.Preflight or S3Operation.ServiceQuery))];

    /// <summary>A new operation fails here until somebody says what it is to policies; without that it stops the process.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void Of_EveryOperationOfTheRouter_IsAnAction(S3Operation operation) => Assert.StartsWith("s3:", OperationActions.Of(operation).Action.Name, StringComparison.Ordinal);

    /// <summary>Operations that leave the decision to themselves are few and known.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void Of_EveryOperation_IsDecidedBeforeItRunsOrIsKnownNotToBe(S3Operation operation)
    {
        var isLeft = OperationActions.Of(operation).IsPerKey || OperationTable.AuthenticatesItself(operation);

        Assert.Equal(operation is S3Operation.DeleteObjects or S3Operation.PostObject, isLeft);
    }
}
