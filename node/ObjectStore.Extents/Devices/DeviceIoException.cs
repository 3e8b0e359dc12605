namespace ObjectStore.Extents.Devices;

/// <summary>A call to the operating system failed. It stays inside the engine, which turns it into a StorageException.</summary>
public class DeviceIoException : IOException
{
    /// <summary>A failure of <paramref name="operation"/>.</summary>
    /// <param name="operation">The call and the file, for a person.</param>
    /// <param name="isFull">Whether the reason is that no space is left (ENOSPC, EDQUOT).</param>
    /// <param name="errorNumber">errno, or 0.</param>
    public DeviceIoException(string operation, bool isFull, int errorNumber = 0)
        : base(errorNumber == 0 ? operation : $"{operation}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errorNumber)} (errno {errorNumber})")
    {
        IsFull = isFull;
        ErrorNumber = errorNumber;
    }

    /// <summary>Whether no space was left.</summary>
    public bool IsFull { get; }

    /// <summary>Whether the process or the machine has too many files open (EMFILE, ENFILE), which says nothing about the disk.</summary>
    public bool IsOutOfHandles => ErrorNumber is Libc.ErrorTooManyFiles or Libc.ErrorFileTableFull;

    /// <summary>errno, or 0 when it did not come from a system call.</summary>
    public int ErrorNumber { get; }
}
