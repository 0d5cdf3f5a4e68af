using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Tests.Sample.Driver;

public class CommandStatusTests
{
    [Theory]
    [InlineData(0x00, Errno.Ok)]
    [InlineData(0x01, Errno.EIO)]
    [InlineData(0x02, Errno.EPERM)]
    [InlineData(0x03, Errno.EINVAL)]
    [InlineData(0x04, Errno.ENXIO)]
    [InlineData(0x05, Errno.EBADF)]
    [InlineData(0x06, Errno.EBUSY)]
    [InlineData(0x07, Errno.EIO)]
    [InlineData(0x08, Errno.ENOMEM)]
    [InlineData(0x09, Errno.EBADF)]
    [InlineData(0x0a, Errno.EBADF)]
    [InlineData(0x0b, Errno.EFAULT)]
    [InlineData(0x0c, Errno.ENFILE)]
    [InlineData(0x10, Errno.EINVAL)]
    [InlineData(0x20, Errno.EFAULT)]
    [InlineData(0x21, Errno.EBUSY)]
    [InlineData(0x22, Errno.EAGAIN)]
    [InlineData(0x30, Errno.EINVAL)]
    [InlineData(0x40, Errno.ENOMEM)]
    [InlineData(0x50, Errno.EACCES)]
    [InlineData(0xff, Errno.EIO)]
    public void A_status_is_the_error_that_Linux_makes_of_it(byte status, Errno error) => Assert.Equal(error, ((CommandStatus)status).ToErrno());

    [Theory]
    [InlineData(Errno.Ok, 0x00)]
    [InlineData(Errno.EPERM, 0x02)]
    [InlineData(Errno.EINVAL, 0x03)]
    [InlineData(Errno.ENXIO, 0x04)]
    [InlineData(Errno.EBUSY, 0x06)]
    [InlineData(Errno.ENOMEM, 0x08)]
    [InlineData(Errno.ENFILE, 0x0c)]
    [InlineData(Errno.EDQUOT, 0x01)]
    [InlineData(Errno.ENOENT, 0x01)]
    public void An_error_is_told_to_a_slave_by_the_status_that_Linux_makes_of_it(Errno error, byte status) =>
        Assert.Equal((CommandStatus)status, error.ToStatus());
}
