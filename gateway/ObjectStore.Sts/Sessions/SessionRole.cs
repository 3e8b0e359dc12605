namespace ObjectStore.Sts.Sessions;

/// <summary>A role as a session names it.</summary>
/// <param name="AccountId">The account of the role.</param>
/// <param name="RoleName">Its name.</param>
/// <param name="RoleId">Its id: another role of the same name is not meant.</param>
/// <param name="SessionName">What who assumed it called the session.</param>
public sealed record SessionRole(string AccountId, string RoleName, string RoleId, string SessionName)
{
    /// <summary>Of the session, as policies name it.</summary>
    public string SessionArn => $"arn:aws:sts::{AccountId}:assumed-role/{RoleName}/{SessionName}";

    /// <summary>As <c>aws:userid</c>.</summary>
    public string UserId => $"{RoleId}:{SessionName}";
}
