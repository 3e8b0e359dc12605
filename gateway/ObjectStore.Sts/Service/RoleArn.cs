namespace ObjectStore.Sts.Service;

/// <summary>The ARN of a role taken apart.</summary>
/// <param name="Text">As it was sent.</param>
/// <param name="AccountId">The account.</param>
/// <param name="RoleName">The name, without the path.</param>
internal readonly record struct RoleArn(string Text, string AccountId, string RoleName)
{
    private const int Parts = 6;
    private const string Kind = "role/";

    /// <summary>Reads an ARN; false for what is none of a role.</summary>
    public static bool TryParse(string text, out RoleArn arn)
    {
        arn = default;
        var parts = text.Split(':', Parts);
        if (parts is not ["arn", "aws", "iam", "", var account, var resource] || account.Length == 0 || !resource.StartsWith(Kind, StringComparison.Ordinal)) return false;
        arn = new RoleArn(text, account, resource[(resource.LastIndexOf('/') + 1)..]);
        return arn.RoleName.Length > 0;
    }
}
