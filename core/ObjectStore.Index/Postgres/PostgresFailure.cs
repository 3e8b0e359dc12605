using System.Net.Sockets;
using Npgsql;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>Maps failures of the driver and SQLSTATE codes of the server to errors of the store.</summary>
internal static class PostgresFailure
{
    /// <summary>Raised by commit_1: the group has been applied before, or its writer has no row.</summary>
    public const string AppliedBefore = "OS001";

    /// <summary>Raised by commit_1: the isolation level is not read committed.</summary>
    private const string WrongIsolation = "OS002";

    /// <summary>Whether an exception comes from the driver, the network under it or the server.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException or InvalidOperationException;

    /// <summary>
    /// Whether the server itself says that it refused the statement, and stays connected: its transaction is undone. Every other failure, also one by
    /// which the server ends the connection, leaves open what became of it.
    /// </summary>
    public static bool IsRefusal(Exception exception) => exception is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether the same statement may succeed at once or on another server.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException { InvariantSeverity: "ERROR" } refused => refused.SqlState is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InFailedSqlTransaction or AppliedBefore,
        _ => true,
    };

    /// <summary>The error of the store for a failure.</summary>
    public static StorageException Create(Exception exception) => exception switch
    {
        StorageException storage => storage,
        PostgresException refused => new StorageException(CodeOf(refused.SqlState), $"PostgreSQL answered {refused.SqlState}: {refused.MessageText}.", exception),
        _ => new StorageException(StorageErrorCode.IndexUnavailable, $"PostgreSQL cannot be reached: {exception.Message}", exception),
    };

    private static StorageErrorCode CodeOf(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.DiskFull => StorageErrorCode.IndexFull,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StorageErrorCode.CorruptIndex,
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName => StorageErrorCode.Refused,
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction => StorageErrorCode.Refused,
        WrongIsolation => StorageErrorCode.Refused,
        _ => StorageErrorCode.IndexUnavailable,
    };
}
