using NUnit.Framework;

public class StoreTests
{
    public static IEnumerable<string> Cases => StoreFaults.Every.Cases();

    [TestCaseSource(nameof(Cases))]
    public void Nothing_is_left(string fault) => StoreFaults.Every.Run(fault).ThrowIfAny();
}
