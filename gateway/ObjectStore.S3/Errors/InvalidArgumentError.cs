namespace ObjectStore.S3.Errors;

/// <summary>Makes the error for an argument that is not acceptable, with the elements that AWS adds to it.</summary>
public static class InvalidArgumentError
{
    /// <summary><c>InvalidArgument</c> with <c>ArgumentName</c> and <c>ArgumentValue</c>.</summary>
    public static S3Error Of(string message, string argumentName, string argumentValue) => new(S3ErrorCode.InvalidArgument, message)
    {
        Fields = [new("ArgumentName", argumentName), new("ArgumentValue", argumentValue)],
    };
}
