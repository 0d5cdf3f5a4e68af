using NUnit.Framework;

public class StoreTests
{
    public static IEnumerable<string> Cases => Store.Every.Cases();

    [TestCaseSource(nameof(Cases))]
    public void Nothing_is_left(string fault) => Store.Every.Run(fault).ThrowIfAny();
}
