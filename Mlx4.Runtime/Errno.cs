namespace Mlx4.Runtime;

/// <summary>
/// The errors of Linux, by name and positive number (the generic numbering of <c>include/uapi/asm-generic/errno.h</c>, and the
/// kernel's own numbers from 512 up, <c>include/linux/errno.h</c>). A C function returns them negated; here the sign is left out.
/// </summary>
public enum Errno
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>The operation is not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file, entry or object.</summary>
    ENOENT = 2,

    /// <summary>No such process.</summary>
    ESRCH = 3,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = 4,

    /// <summary>Input or output failed.</summary>
    EIO = 5,

    /// <summary>No such device or address.</summary>
    ENXIO = 6,

    /// <summary>The argument list is too long.</summary>
    E2BIG = 7,

    /// <summary>Not an executable format.</summary>
    ENOEXEC = 8,

    /// <summary>Bad file number.</summary>
    EBADF = 9,

    /// <summary>No child processes.</summary>
    ECHILD = 10,

    /// <summary>Try again later. Linux's EWOULDBLOCK is the same number.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Not a block device.</summary>
    ENOTBLK = 15,

    /// <summary>The device or resource is busy.</summary>
    EBUSY = 16,

    /// <summary>It exists already.</summary>
    EEXIST = 17,

    /// <summary>A link across devices.</summary>
    EXDEV = 18,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Is a directory.</summary>
    EISDIR = 21,

    /// <summary>An argument is invalid.</summary>
    EINVAL = 22,

    /// <summary>The system's file table is full.</summary>
    ENFILE = 23,

    /// <summary>Too many open files.</summary>
    EMFILE = 24,

    /// <summary>Not a terminal, or a control request that does not apply.</summary>
    ENOTTY = 25,

    /// <summary>The program file is in use.</summary>
    ETXTBSY = 26,

    /// <summary>The file is too large.</summary>
    EFBIG = 27,

    /// <summary>No space is left on the device.</summary>
    ENOSPC = 28,

    /// <summary>Not seekable.</summary>
    ESPIPE = 29,

    /// <summary>The file system is read-only.</summary>
    EROFS = 30,

    /// <summary>Too many links.</summary>
    EMLINK = 31,

    /// <summary>The pipe has no reader.</summary>
    EPIPE = 32,

    /// <summary>The argument is outside the function's domain.</summary>
    EDOM = 33,

    /// <summary>The result is out of range.</summary>
    ERANGE = 34,

    /// <summary>It would deadlock. Linux's EDEADLOCK is the same number.</summary>
    EDEADLK = 35,

    /// <summary>The name is too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>No locks are left.</summary>
    ENOLCK = 37,

    /// <summary>The call is not implemented.</summary>
    ENOSYS = 38,

    /// <summary>The directory is not empty.</summary>
    ENOTEMPTY = 39,

    /// <summary>Too many symbolic links.</summary>
    ELOOP = 40,

    /// <summary>No message of that type.</summary>
    ENOMSG = 42,

    /// <summary>The identifier was removed.</summary>
    EIDRM = 43,

    /// <summary>The channel number is out of range.</summary>
    ECHRNG = 44,

    /// <summary>Level 2 is not synchronised.</summary>
    EL2NSYNC = 45,

    /// <summary>Level 3 is halted.</summary>
    EL3HLT = 46,

    /// <summary>Level 3 was reset.</summary>
    EL3RST = 47,

    /// <summary>The link number is out of range.</summary>
    ELNRNG = 48,

    /// <summary>The protocol driver is not attached.</summary>
    EUNATCH = 49,

    /// <summary>No CSI structure is available.</summary>
    ENOCSI = 50,

    /// <summary>Level 2 is halted.</summary>
    EL2HLT = 51,

    /// <summary>The exchange is invalid.</summary>
    EBADE = 52,

    /// <summary>The request descriptor is invalid.</summary>
    EBADR = 53,

    /// <summary>The exchange is full.</summary>
    EXFULL = 54,

    /// <summary>No anode.</summary>
    ENOANO = 55,

    /// <summary>The request code is invalid.</summary>
    EBADRQC = 56,

    /// <summary>The slot is invalid.</summary>
    EBADSLT = 57,

    /// <summary>Bad font file format.</summary>
    EBFONT = 59,

    /// <summary>Not a stream device.</summary>
    ENOSTR = 60,

    /// <summary>No data is available.</summary>
    ENODATA = 61,

    /// <summary>The timer expired.</summary>
    ETIME = 62,

    /// <summary>Out of streams resources.</summary>
    ENOSR = 63,

    /// <summary>The machine is not on the network.</summary>
    ENONET = 64,

    /// <summary>The package is not installed.</summary>
    ENOPKG = 65,

    /// <summary>The object is remote.</summary>
    EREMOTE = 66,

    /// <summary>The link was severed.</summary>
    ENOLINK = 67,

    /// <summary>Advertise error.</summary>
    EADV = 68,

    /// <summary>Server mount error.</summary>
    ESRMNT = 69,

    /// <summary>Communication failed while sending.</summary>
    ECOMM = 70,

    /// <summary>Protocol error.</summary>
    EPROTO = 71,

    /// <summary>A multihop was attempted.</summary>
    EMULTIHOP = 72,

    /// <summary>Remote file sharing error.</summary>
    EDOTDOT = 73,

    /// <summary>Not a data message.</summary>
    EBADMSG = 74,

    /// <summary>The value does not fit the type.</summary>
    EOVERFLOW = 75,

    /// <summary>The name is not unique on the network.</summary>
    ENOTUNIQ = 76,

    /// <summary>The file descriptor is in a bad state.</summary>
    EBADFD = 77,

    /// <summary>The remote address changed.</summary>
    EREMCHG = 78,

    /// <summary>A shared library cannot be accessed.</summary>
    ELIBACC = 79,

    /// <summary>A shared library is corrupt.</summary>
    ELIBBAD = 80,

    /// <summary>A library section is corrupt.</summary>
    ELIBSCN = 81,

    /// <summary>Too many shared libraries.</summary>
    ELIBMAX = 82,

    /// <summary>A shared library cannot be executed.</summary>
    ELIBEXEC = 83,

    /// <summary>An illegal byte sequence.</summary>
    EILSEQ = 84,

    /// <summary>The interrupted call should be restarted.</summary>
    ERESTART = 85,

    /// <summary>Streams pipe error.</summary>
    ESTRPIPE = 86,

    /// <summary>Too many users.</summary>
    EUSERS = 87,

    /// <summary>Not a socket.</summary>
    ENOTSOCK = 88,

    /// <summary>A destination address is required.</summary>
    EDESTADDRREQ = 89,

    /// <summary>The message is too long.</summary>
    EMSGSIZE = 90,

    /// <summary>The protocol is of the wrong type for the socket.</summary>
    EPROTOTYPE = 91,

    /// <summary>The protocol option is not available.</summary>
    ENOPROTOOPT = 92,

    /// <summary>The protocol is not supported.</summary>
    EPROTONOSUPPORT = 93,

    /// <summary>The socket type is not supported.</summary>
    ESOCKTNOSUPPORT = 94,

    /// <summary>The operation is not supported.</summary>
    EOPNOTSUPP = 95,

    /// <summary>The protocol family is not supported.</summary>
    EPFNOSUPPORT = 96,

    /// <summary>The address family is not supported by the protocol.</summary>
    EAFNOSUPPORT = 97,

    /// <summary>The address is in use.</summary>
    EADDRINUSE = 98,

    /// <summary>The address cannot be assigned.</summary>
    EADDRNOTAVAIL = 99,

    /// <summary>The network is down.</summary>
    ENETDOWN = 100,

    /// <summary>The network is unreachable.</summary>
    ENETUNREACH = 101,

    /// <summary>The connection was dropped by a network reset.</summary>
    ENETRESET = 102,

    /// <summary>The connection was aborted on this side.</summary>
    ECONNABORTED = 103,

    /// <summary>The connection was reset by the peer.</summary>
    ECONNRESET = 104,

    /// <summary>No buffer space is available.</summary>
    ENOBUFS = 105,

    /// <summary>Already connected.</summary>
    EISCONN = 106,

    /// <summary>Not connected.</summary>
    ENOTCONN = 107,

    /// <summary>The endpoint was shut down.</summary>
    ESHUTDOWN = 108,

    /// <summary>Too many references to splice.</summary>
    ETOOMANYREFS = 109,

    /// <summary>It took too long.</summary>
    ETIMEDOUT = 110,

    /// <summary>The connection was refused.</summary>
    ECONNREFUSED = 111,

    /// <summary>The host is down.</summary>
    EHOSTDOWN = 112,

    /// <summary>No route to the host.</summary>
    EHOSTUNREACH = 113,

    /// <summary>Already in progress.</summary>
    EALREADY = 114,

    /// <summary>Now in progress.</summary>
    EINPROGRESS = 115,

    /// <summary>The file handle is stale.</summary>
    ESTALE = 116,

    /// <summary>The structure needs cleaning.</summary>
    EUCLEAN = 117,

    /// <summary>Not a named type file.</summary>
    ENOTNAM = 118,

    /// <summary>No semaphores are available.</summary>
    ENAVAIL = 119,

    /// <summary>Is a named type file.</summary>
    EISNAM = 120,

    /// <summary>Remote input or output failed.</summary>
    EREMOTEIO = 121,

    /// <summary>The quota is exceeded.</summary>
    EDQUOT = 122,

    /// <summary>No medium was found.</summary>
    ENOMEDIUM = 123,

    /// <summary>The medium is of the wrong type.</summary>
    EMEDIUMTYPE = 124,

    /// <summary>The operation was cancelled.</summary>
    ECANCELED = 125,

    /// <summary>The required key is not available.</summary>
    ENOKEY = 126,

    /// <summary>The key has expired.</summary>
    EKEYEXPIRED = 127,

    /// <summary>The key was revoked.</summary>
    EKEYREVOKED = 128,

    /// <summary>The key was rejected.</summary>
    EKEYREJECTED = 129,

    /// <summary>The owner died.</summary>
    EOWNERDEAD = 130,

    /// <summary>The state cannot be recovered.</summary>
    ENOTRECOVERABLE = 131,

    /// <summary>Impossible because of the radio kill switch.</summary>
    ERFKILL = 132,

    /// <summary>The memory page has a hardware error.</summary>
    EHWPOISON = 133,

    /// <summary>Restart the call if no handler stands in the way. Kernel-internal.</summary>
    ERESTARTSYS = 512,

    /// <summary>Restart the call in any case. Kernel-internal.</summary>
    ERESTARTNOINTR = 513,

    /// <summary>Restart the call if there is no handler. Kernel-internal.</summary>
    ERESTARTNOHAND = 514,

    /// <summary>No such control request. Kernel-internal.</summary>
    ENOIOCTLCMD = 515,

    /// <summary>Restart by way of the restart block. Kernel-internal.</summary>
    ERESTART_RESTARTBLOCK = 516,

    /// <summary>The driver asks to be probed again later. Kernel-internal.</summary>
    EPROBE_DEFER = 517,

    /// <summary>Open found a stale entry. Kernel-internal.</summary>
    EOPENSTALE = 518,

    /// <summary>The parameter is not supported. Kernel-internal.</summary>
    ENOPARAM = 519,

    /// <summary>Illegal file handle (NFSv3). Kernel-internal.</summary>
    EBADHANDLE = 521,

    /// <summary>Update synchronisation mismatch (NFSv3). Kernel-internal.</summary>
    ENOTSYNC = 522,

    /// <summary>The cookie is stale (NFSv3). Kernel-internal.</summary>
    EBADCOOKIE = 523,

    /// <summary>The operation is not supported (NFSv3). Kernel-internal.</summary>
    ENOTSUPP = 524,

    /// <summary>The buffer or the request is too small (NFSv3). Kernel-internal.</summary>
    ETOOSMALL = 525,

    /// <summary>An error that cannot be translated (NFSv3). Kernel-internal.</summary>
    ESERVERFAULT = 526,

    /// <summary>The type is not supported by the server (NFSv3). Kernel-internal.</summary>
    EBADTYPE = 527,

    /// <summary>Begun, but it will not complete before the time-out (NFSv3). Kernel-internal.</summary>
    EJUKEBOX = 528,

    /// <summary>The request is queued and completes later. Kernel-internal.</summary>
    EIOCBQUEUED = 529,

    /// <summary>Conflict with a recalled state (NFSv4). Kernel-internal.</summary>
    ERECALLCONFLICT = 530,

    /// <summary>The grace period is over and cannot be entered again (NFSv4). Kernel-internal.</summary>
    ENOGRACE = 531,
}
